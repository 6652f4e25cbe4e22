package io.atoll.runtime.internal.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Dns.Host;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DnsTest {
    private static final String HOST = "# host\nnameserver 192.0.2.1\nsearch example.org\noptions edns0\n";

    private static Dns dns(List<String> servers, List<String> searches, List<String> options) {
        return new Dns(servers, searches, options, List.of(), null);
    }

    @Test
    void onlyWhatWasAskedForReplacesTheHosts() {
        assertEquals(HOST, ResolvConf.of(Dns.DEFAULT, HOST));
        assertEquals("", ResolvConf.of(Dns.DEFAULT, ""));
        assertEquals(
                "nameserver 9.9.9.9\n# host\nsearch example.org\noptions edns0\n",
                ResolvConf.of(dns(List.of("9.9.9.9"), List.of(), List.of()), HOST));
        assertEquals(
                "search a b\n# host\nnameserver 192.0.2.1\noptions edns0\n",
                ResolvConf.of(dns(List.of(), List.of("a", "b"), List.of()), HOST));
        assertEquals(
                "options ndots:2\n# host\nnameserver 192.0.2.1\n",
                ResolvConf.of(dns(List.of(), List.of("."), List.of("ndots:2")), HOST));
    }

    private static void refused(
            List<String> servers, List<String> searches, List<Host> hosts, @Nullable String domain, String what) {
        AtollException e = assertThrows(
                AtollException.class,
                () -> DnsChecks.check(new Dns(servers, searches, List.of(), hosts, domain)),
                what);
        assertEquals(ErrorCode.INVALID, e.code());
    }

    @Test
    void whatWouldBecomeAnotherLineIsRefused() {
        DnsChecks.check(new Dns(
                List.of("192.0.2.1", "2001:db8::1", "fe80::1%eth0"),
                List.of(".", "example.org"),
                List.of("ndots:2"),
                List.of(new Host("db", "::1"), new Host("x", "::ffff:192.0.2.1")),
                "example.org"));
        for (String address : List.of("", "256.1.1.1", "1.2.3", "db", "1.2.3.4\nx", "::1 x", ":", "1.2.3.4%0")) {
            refused(List.of(address), List.of(), List.of(), null, address);
            refused(List.of(), List.of(), List.of(new Host("h", address)), null, address);
        }
        for (String name : List.of("", "a b", "a\nb", "#", "ü", "a,b", "x".repeat(254))) {
            refused(List.of(), List.of(name), List.of(), null, name);
            refused(List.of(), List.of(), List.of(new Host(name, "::1")), null, name);
            refused(List.of(), List.of(), List.of(), name, name);
        }
    }
}
