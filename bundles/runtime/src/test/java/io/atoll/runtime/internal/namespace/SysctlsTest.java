package io.atoll.runtime.internal.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SysctlsTest {
    private static Namespaces with(Source ipc, Map<String, String> sysctls) {
        Source own = new Source.Own();
        return new Namespaces(own, ipc, own, own, own, true, null, sysctls);
    }

    private static void refused(Source ipc, boolean ownNetwork, String name, String value) {
        AtollException e = assertThrows(
                AtollException.class, () -> Sysctls.check(with(ipc, Map.of(name, value)), ownNetwork), name);
        assertEquals(ErrorCode.INVALID, e.code());
    }

    @Test
    void thoseOfItsOwnNamespaces() {
        Namespaces namespaces = with(
                new Source.Own(),
                Map.of("net.ipv4.ip_forward", "1", "kernel.sem", "1 2\t3 4", "fs.mqueue.msg_max", "9"));
        Sysctls.check(namespaces, true);
        LaunchPlan.Builder plan = LaunchPlan.builder();
        Sysctls.add(plan, namespaces);
        assertEquals("""
                write /proc/sys/fs/mqueue/msg_max 9
                write /proc/sys/kernel/sem "1 2\\x093 4"
                write /proc/sys/net/ipv4/ip_forward 1
                """, plan.build().toString());
    }

    @Test
    void theHostsAreNotTouched() {
        Source own = new Source.Own();
        for (String name : List.of(
                "kernel.core_pattern",
                "kernel.hostname",
                "vm.swappiness",
                "fs.file-max",
                "net..kernel.core_pattern",
                "net./../kernel.panic",
                "net/core/somaxconn",
                "net.",
                "net",
                "",
                "NET.core.x",
                "fs.mqueue..x")) {
            refused(own, true, name, "1");
        }
        refused(own, false, "net.core.somaxconn", "1");
        refused(new Source.Host(), true, "kernel.msgmax", "1");
        refused(new Source.Of("x"), true, "fs.mqueue.msg_max", "1");
        for (String value : List.of("", "a\nb", "x".repeat(4001))) {
            refused(own, true, "net.core.somaxconn", value);
        }
    }
}
