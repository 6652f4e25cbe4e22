package io.atoll.cli.internal.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void whatWasMeant() {
        List<String> known = List.of("run", "rm", "ps", "image ls", "image pull", "--detach", "--name");
        assertEquals(Optional.of("run"), Nearest.of("rnu", known));
        assertEquals(Optional.of("image pull"), Nearest.of("image pul", known));
        assertEquals(Optional.of("--detach"), Nearest.of("--detahc", known));
        assertEquals(Optional.empty(), Nearest.of("frobnicate", known));
    }

    @Test
    void distances() {
        assertEquals(0, Nearest.distance("", ""));
        assertEquals(3, Nearest.distance("", "abc"));
        assertEquals(1, Nearest.distance("ab", "ba"));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
    }
}
