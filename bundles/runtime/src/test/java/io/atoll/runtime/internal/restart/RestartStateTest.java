package io.atoll.runtime.internal.restart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.RestartPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartStateTest {
    @TempDir
    Path temp;

    private static boolean allows(String policy, RestartState state, int code) {
        return state.allows(RestartPolicy.parse(policy), code);
    }

    @Test
    void policies() {
        RestartState fresh = RestartState.NEW;
        assertFalse(allows("no", fresh, 1));
        assertTrue(allows("always", fresh, 0));
        assertTrue(allows("unless-stopped", fresh, 0));
        assertFalse(allows("on-failure", fresh, 0));
        assertTrue(allows("on-failure", new RestartState(1000, false), 1));
        assertTrue(allows("on-failure:2", fresh.next(), 1));
        assertFalse(allows("on-failure:2", fresh.next().next(), 1));
        assertFalse(allows("always", fresh.stop(), 1), "what the user stopped stays so");
        assertEquals("on-failure:2", RestartPolicy.parse("on-failure:2").toString());
        for (String wrong :
                new String[] {"", "sometimes", "always:3", "on-failure:-1", "on-failure:x", "on-failure:"}) {
            assertThrows(AtollException.class, () -> RestartPolicy.parse(wrong), wrong);
        }
    }

    @Test
    void onDisk() throws Exception {
        assertEquals(Optional.empty(), RestartState.read(temp));
        RestartState.NEW.next().stop().write(temp);
        assertEquals(Optional.of(new RestartState(1, true)), RestartState.read(temp));
        Files.writeString(temp.resolve("restart"), "nonsense");
        assertEquals(Optional.empty(), RestartState.read(temp));
    }

    @Test
    void waitsLongerAndLonger() {
        Backoff backoff = new Backoff();
        Duration brief = Duration.ofSeconds(1);
        assertEquals(Duration.ofMillis(100), backoff.next(brief));
        assertEquals(Duration.ofMillis(200), backoff.next(brief));
        Duration last = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            last = backoff.next(brief);
        }
        assertEquals(Duration.ofMinutes(1), last);
        assertEquals(Duration.ofMillis(100), backoff.next(Duration.ofSeconds(10)), "it ran for a while");
        backoff.next(brief);
        backoff.reset();
        assertEquals(Duration.ofMillis(100), backoff.next(brief));
    }
}
