package io.atoll.runtime.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Security;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static Set<String> of(List<String> added, List<String> dropped) {
        return Capabilities.of(new Security(
                false,
                added.stream().map(Capabilities::normal).toList(),
                dropped.stream().map(Capabilities::normal).toList(),
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of()));
    }

    private static Set<String> without(Set<String> set, String... names) {
        Set<String> left = new HashSet<>(set);
        left.removeAll(List.of(names));
        return left;
    }

    @Test
    void asDockerReckonsThem() {
        assertEquals(Capabilities.DEFAULT, of(List.of(), List.of()));
        assertEquals(Set.of(), of(List.of(), List.of("all")));
        assertEquals(Set.of("CAP_CHOWN", "CAP_BPF"), of(List.of("chown", "CAP_BPF"), List.of("ALL")));
        assertEquals(Capabilities.ALL, of(List.of("CAP_ALL"), List.of()));
        assertEquals(without(Capabilities.ALL, "CAP_SYS_ADMIN"), of(List.of("ALL"), List.of("cap_sys_admin")));
        assertEquals(without(Capabilities.DEFAULT, "CAP_NET_RAW"), of(List.of(), List.of("Net_Raw", "SYS_ADMIN")));
        Set<String> more = new HashSet<>(Capabilities.DEFAULT);
        more.add("CAP_SYS_PTRACE");
        assertEquals(more, of(List.of("SYS_PTRACE"), List.of()));
        assertEquals(Capabilities.DEFAULT, of(List.of("CHOWN"), List.of("CHOWN")), "what is added is there");
    }

    @Test
    void privilegedIsEverythingWhateverElseIsAskedFor() {
        Security all = new Security(true, List.of(), List.of("ALL"), null, null, null, List.of(), List.of(), List.of());
        assertEquals(Capabilities.ALL, Capabilities.of(all));
        assertEquals("1ffffffffff", Capabilities.mask(Capabilities.ALL));
    }

    @Test
    void anUnknownOneIsRefused() {
        for (String name : List.of("", "CAP_", "NOPE", "CAP_CAP_CHOWN", "ALL ")) {
            AtollException e = assertThrows(AtollException.class, () -> of(List.of(name), List.of()), name);
            assertEquals(ErrorCode.INVALID, e.code());
            assertThrows(AtollException.class, () -> of(List.of(), List.of(name)), name);
        }
    }
}
