package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a container can see and do, asked from inside. */
class IsolationIT extends EndToEnd {
    private String inside(String script) throws Exception {
        return atoll.run("run", "--rm", image, "sh", "-c", script).ok().text();
    }

    @Test
    void everyNamespaceIsItsOwn() throws Exception {
        for (String namespace : List.of("mnt", "pid", "ipc", "uts", "cgroup", "net")) {
            String host = Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace))
                    .toString();
            assertNotEquals(host, inside("readlink /proc/self/ns/" + namespace), namespace);
        }
        String host = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        assertEquals(
                host,
                atoll.run("run", "--rm", "--network", "host", image, "readlink", "/proc/self/ns/net")
                        .text());
    }

    @Test
    void itIsProcessOneAndSeesNoOther() throws Exception {
        assertEquals("1", inside("echo $$"));
        assertEquals("/proc/1", inside("echo /proc/[0-9]*"));
        assertEquals(
                "0\n1\n2\n3",
                atoll.run("run", "--rm", image, "ls", "/proc/self/fd").text(),
                "3 is the directory");
    }

    @Test
    void capabilitiesPrivilegesAndSeccomp() throws Exception {
        String status = inside("cat /proc/self/status");
        assertTrue(status.contains("CapEff:\t00000000a00425fb"), status);
        assertTrue(status.contains("CapBnd:\t00000000a00425fb"), status);
        assertTrue(status.contains("CapInh:\t0000000000000000"), status);
        assertTrue(status.contains("CapAmb:\t0000000000000000"), status);
        assertTrue(status.contains("NoNewPrivs:\t1"), status);
        assertTrue(status.contains("Seccomp:\t2"), status);
        String user = atoll.run("run", "--rm", "-u", "web", image, "cat", "/proc/self/status")
                .ok()
                .out();
        assertTrue(user.contains("CapEff:\t0000000000000000"), user);
        assertTrue(user.contains("Groups:\t4"), user);
    }

    @Test
    void noDeviceOfTheHostCanBeOpened() throws Exception {
        // /dev/fuse is on every Linux, and nothing a container is given.
        assertEquals("no node", inside("mknod /tmp/fuse c 10 229 2>/dev/null || echo no node"));
        assertEquals("no node", inside("mknod /dev/fuse c 10 229 2>/dev/null || echo no node"));
        atoll.run("run", "-d", "--name", "box", image, "sleep", "100000").ok();
        atoll.run("exec", "--privileged", "box", "mknod", "-m", "666", "/zero", "c", "1", "5")
                .ok();
        assertEquals(
                "refused",
                atoll.run("exec", "box", "sh", "-c", "head -c 1 /zero >/dev/null 2>&1 || echo refused")
                        .text(),
                "as of a device file that came with the image");
    }

    @Test
    void maskedAndReadOnlyPaths() throws Exception {
        assertEquals("0", inside("cat /proc/kcore /proc/keys /proc/timer_list 2>/dev/null | wc -c"));
        assertEquals("0", inside("ls /sys/firmware | wc -l"));
        for (String path : List.of("/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/sys/kernel/profiling")) {
            assertNotEquals(
                    0,
                    atoll.run("run", "--rm", image, "sh", "-c", "echo x > " + path)
                            .status(),
                    path);
        }
    }

    @Test
    void devicesAreTheFewItNeeds() throws Exception {
        assertEquals(
                "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero",
                inside("ls /dev | tr '\\n' ' '"));
        assertEquals("4", inside("head -c 4 /dev/zero | wc -c"));
    }

    @Test
    void systemCallsItMustNotMake() throws Exception {
        for (String command : List.of(
                "mount -t tmpfs x /tmp",
                "umount /proc",
                "unshare -m true",
                "mknod /tmp/sda b 8 0 && cat /tmp/sda",
                "chroot /tmp/../.. mount -t proc p /proc",
                "dmesg",
                "hostname other")) {
            assertNotEquals(
                    0, atoll.run("run", "--rm", image, "sh", "-c", command).status(), command);
        }
    }

    @Test
    void networkNoneHasLoopbackOnly() throws Exception {
        assertEquals("lo", inside("ls /sys/class/net"));
        assertEquals("0", inside("ping -c 1 -w 2 127.0.0.1 >/dev/null; echo $?"));
    }

    @Test
    void otherUsersOfTheMachineCannotReachAContainersFiles() throws Exception {
        assertEquals(
                "700\n700\n700",
                atoll.shell("cd $ATOLL_ROOT && stat -c %a layers containers tmp")
                        .text());
    }

    @Test
    void rootIsWritableAndItsOwn() throws Exception {
        assertEquals("x", inside("echo x >/new; cat /new"));
        assertFalse(Files.exists(Path.of("/new")));
        assertEquals(1, atoll.run("run", "--rm", image, "ls", "/new").status());
        assertEquals("/", inside("cd ..; cd ../..; pwd"));
    }

    @Test
    void whatTheFilterAndMissingCapabilitiesForbid() throws Exception {
        Path probe = Probe.build(work);
        Map<String, String> tries = Probe.results(atoll.run("run", "--rm", "-v", probe + ":/probe:ro", image, "/probe")
                .ok()
                .out());
        assertEquals(30, tries.size());
        tries.forEach((what, result) -> assertEquals("EPERM", result, what));
        assertEquals(
                "ok",
                Probe.results(atoll.run(
                                        "run",
                                        "--rm",
                                        "--security-opt",
                                        "seccomp=unconfined",
                                        "-v",
                                        probe + ":/probe",
                                        image,
                                        "/probe")
                                .ok()
                                .out())
                        .get("add_key"),
                "it is the filter that forbids it");
    }

    @Test
    void everyProcessHasTheSameRights() throws Exception {
        String status = "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status";
        String expected = inside(status);
        atoll.run("run", "-d", "--name", "box", image, "sleep", "100000").ok();
        assertEquals(expected, atoll.run("exec", "box", "sh", "-c", status).text());
        assertEquals(
                expected,
                atoll.run("run", "--rm", "--init", image, "sh", "-c", status).text());
        assertEquals(
                expected,
                atoll.run("run", "--rm", "--init", image, "sh", "-c", status.replace("self", "1"))
                        .text(),
                "and the small init");
    }

    @Test
    void noDescriptorOfTheHostIsOpen() throws Exception {
        String script = "cd /proc/self/fd; for f in *; do readlink $f; done; readlink /proc/self/cwd /proc/self/root";
        for (String[] how : new String[][] {{"run", "--rm", image}, {"run", "--rm", "--init", image}}) {
            List<String> arguments = new ArrayList<>(List.of(how));
            arguments.addAll(List.of("sh", "-c", script));
            for (String link :
                    atoll.run(arguments.toArray(String[]::new)).out().lines().toList()) {
                assertTrue(link.matches("/proc/.*|/dev/null|pipe:.*|/|/tmp/atoll-it.*"), link);
            }
        }
        atoll.run("run", "-d", "--name", "box", image, "sleep", "100000").ok();
        String ofFirst = atoll.run("exec", "box", "sh", "-c", "ls -l /proc/1/fd | sed -n 's/.*-> //p'")
                .ok()
                .text();
        for (String link : ofFirst.lines().toList()) {
            assertTrue(link.matches("/dev/null|pipe:.*"), link);
        }
        // No descriptor, no executable: nothing of the host can be named through another process.
        assertEquals(
                "/bin/busybox",
                atoll.run("exec", "box", "readlink", "/proc/1/exe").text());
    }

    @Test
    void nothingIsMountedButItsOwn() throws Exception {
        List<String> places =
                inside("cut -d' ' -f5 /proc/self/mountinfo").lines().toList();
        for (String place : places) {
            assertTrue(
                    place.matches(
                            "/|/proc(/.*)?|/dev(/(pts|shm|mqueue))?|/sys(/firmware|/fs/cgroup|/devices/virtual/powercap)?|/etc/(hostname|hosts|resolv.conf)"),
                    place);
        }
        for (String readOnly :
                List.of("/sys", "/proc/sys", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sysrq-trigger")) {
            String options = inside(
                    "if [ -e %1$s ]; then grep ' %1$s ' /proc/self/mountinfo | tail -n 1 | cut -d' ' -f6; else echo ro,missing; fi"
                            .formatted(readOnly));
            assertTrue(options.startsWith("ro,"), readOnly + " " + options);
        }
        assertEquals(
                "0",
                inside("find /sys /proc/sys /proc/irq /proc/fs /proc/bus -type f -maxdepth 4 2>/dev/null"
                        + " | while read f; do { : >>$f; } 2>/dev/null && echo $f; done | wc -l"),
                "no file can be opened for writing");
        assertEquals("", inside("find / -xdev -type b; find /dev -type b"));
    }

    @Test
    void whatIsMaskedCannotBeRead() throws Exception {
        for (String path : List.of(
                "/proc/acpi",
                "/proc/asound",
                "/proc/interrupts",
                "/proc/kcore",
                "/proc/keys",
                "/proc/latency_stats",
                "/proc/sched_debug",
                "/proc/scsi",
                "/proc/timer_list",
                "/proc/timer_stats",
                "/sys/devices/virtual/powercap",
                "/sys/firmware")) {
            assertEquals(
                    "",
                    inside("if [ -d %1$s ]; then ls -A %1$s; elif [ -e %1$s ]; then cat %1$s; fi".formatted(path)),
                    path);
        }
    }

    @Test
    void otherProcessesOfTheMachineCannotBeTouched() throws Exception {
        Process victim = new ProcessBuilder("sleep", "1000").start();
        try {
            assertNotEquals(
                    0,
                    atoll.run("run", "--rm", image, "kill", "-9", Long.toString(victim.pid()))
                            .status());
            assertTrue(victim.isAlive());
        } finally {
            victim.destroyForcibly();
        }
    }
}
