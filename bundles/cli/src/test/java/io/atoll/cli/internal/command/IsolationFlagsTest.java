package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Devices.Mapping;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Dns.Host;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.ProcessLimits.Ulimit;
import io.atoll.api.runtime.Security;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker's flags of rights, namespaces, devices and the process. */
class IsolationFlagsTest extends CommandLineTest {
    @TempDir
    Path temporary = Path.of("/nonexistent");

    @BeforeEach
    void image() {
        services.images.put("alpine:latest", "ab");
    }

    /** What {@code run FLAGS alpine} asks the runtime for. */
    private ContainerSpec with(String... flags) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(List.of(flags));
        arguments.add("alpine");
        assertEquals(0, run(arguments.toArray(String[]::new)), context::errors);
        return services.containers.specs.getLast();
    }

    private void refused(String error, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("create"));
        arguments.addAll(List.of(flags));
        arguments.add("alpine");
        int before = services.containers.specs.size();
        fails(125, error, arguments.toArray(String[]::new));
        assertEquals(before, services.containers.specs.size(), "nothing was made");
    }

    @Test
    void rights() {
        Security security = with(
                        "--cap-add",
                        "NET_ADMIN,sys_time",
                        "--cap-add=cap_chown",
                        "--cap-drop",
                        "all",
                        "--privileged",
                        "--group-add",
                        "audio",
                        "--group-add",
                        "7")
                .security();
        assertEquals(List.of("NET_ADMIN", "sys_time", "cap_chown"), security.addedCapabilities());
        assertEquals(List.of("all"), security.droppedCapabilities());
        assertEquals(List.of("audio", "7"), security.groups());
        assertTrue(security.privileged());
        assertFalse(with("--privileged=false").security().privileged());
        assertEquals(Security.DEFAULT, with().security(), "nothing is left of the last invocation");
    }

    @Test
    void securityOptions() throws IOException {
        Path profile = Files.writeString(temporary.resolve("prof:ile=.json"), "{\"ü\": 1}");
        Security security = with(
                        "--security-opt",
                        "seccomp=" + profile,
                        "--security-opt",
                        "apparmor=x",
                        "--security-opt",
                        "no-new-privileges=false",
                        "--security-opt",
                        "mask=/a:/b",
                        "--security-opt",
                        "unmask=/c",
                        "--security-opt",
                        "systempaths=unconfined",
                        "--security-opt",
                        "label=disable")
                .security();
        assertEquals("{\"ü\": 1}", security.seccomp());
        assertEquals("x", security.appArmor());
        assertEquals(false, security.noNewPrivileges());
        assertEquals(List.of("/a", "/b"), security.masked());
        assertEquals(List.of("/c", "ALL"), security.unmasked());
        assertEquals(
                "unconfined",
                with("--security-opt", "seccomp:unconfined").security().seccomp());
        assertNull(with("--security-opt", "seccomp=builtin").security().seccomp());
        assertEquals(
                true, with("--security-opt", "no-new-privileges").security().noNewPrivileges());
        assertEquals(
                true,
                with("--security-opt", "no-new-privileges:true").security().noNewPrivileges());
    }

    @Test
    void securityOptionsThatAreNone() throws IOException {
        refused(
                "cannot read the seccomp profile '/nonexistent/x': there is none",
                "--security-opt",
                "seccomp=/nonexistent/x");
        refused("it is not a regular file", "--security-opt", "seccomp=" + temporary);
        Path latin = Files.write(temporary.resolve("latin"), new byte[] {'"', (byte) 0xe9, '"'});
        refused("it is not UTF-8 text", "--security-opt", "seccomp=" + latin);
        refused("Atoll sets no SELinux labels", "--security-opt", "label=type:x_t");
        for (String option : List.of(
                "", "x", "seccomp", "seccomp=", "no-new-privileges=maybe", "systempaths=x", "mask=", "apparmor")) {
            refused("invalid --security-opt '" + option + "'", "--security-opt", option);
        }
    }

    @Test
    void namespaces() {
        var namespaces = with(
                        "--pid",
                        "host",
                        "--ipc=container:web",
                        "--uts",
                        "host",
                        "--cgroupns",
                        "host",
                        "--network",
                        "container:db",
                        "--shm-size",
                        "1g",
                        "--sysctl",
                        "net.a=1=2",
                        "--sysctl",
                        "kernel.sem=")
                .namespaces();
        assertEquals(new Source.Host(), namespaces.pid());
        assertEquals(new Source.Of("web"), namespaces.ipc());
        assertEquals(new Source.Host(), namespaces.uts());
        assertEquals(new Source.Host(), namespaces.cgroup());
        assertEquals(new Source.Of("db"), namespaces.network());
        assertEquals(Network.NONE, services.containers.specs.getLast().network());
        assertEquals(1L << 30, namespaces.sharedMemorySize());
        assertEquals(Map.of("net.a", "1=2", "kernel.sem", ""), namespaces.sysctls());
        assertFalse(with("--ipc", "none").namespaces().sharedMemory());
        for (String own : List.of("private", "shareable")) {
            assertEquals(with().namespaces(), with("--ipc", own).namespaces());
        }
        refused("invalid namespace --pid 'container:'", "--pid", "container:");
        refused("invalid namespace --ipc 'x'", "--ipc", "x");
        refused("invalid namespace --uts 'container:x'", "--uts", "container:x");
        refused("invalid namespace --cgroupns 'x'", "--cgroupns", "x");
        refused("invalid --sysctl '=1'", "--sysctl", "=1");
        refused("invalid size '1x'", "--shm-size", "1x");
        refused("network 'container:' is not supported", "--network", "container:");
    }

    @Test
    void devices() {
        Devices devices = with(
                        "--device",
                        "/dev/a",
                        "--device=/dev/b:/dev/c",
                        "--device",
                        "/dev/d:r",
                        "--device",
                        "/dev/e:/dev/f:rw",
                        "--device-cgroup-rule",
                        "c 1:* rwm")
                .devices();
        assertEquals(
                new Devices(
                        List.of(
                                new Mapping("/dev/a", "/dev/a", "rwm"),
                                new Mapping("/dev/b", "/dev/c", "rwm"),
                                new Mapping("/dev/d", "/dev/d", "r"),
                                new Mapping("/dev/e", "/dev/f", "rw")),
                        List.of("c 1:* rwm")),
                devices);
        for (String bad :
                List.of("", "dev/a", "/dev/a:x", "/dev/a:/dev/b:", "/dev/a:/dev/b:x", "/dev/a:b:r", "/a:/b:r:w")) {
            refused("invalid device '" + bad + "'", "--device", bad);
        }
    }

    @Test
    void limitsOfProcesses() {
        assertEquals(
                new ProcessLimits(List.of(new Ulimit("nofile", 3, 4), new Ulimit("core", -1, -1)), -5),
                with("--ulimit", "nofile=1:2", "--ulimit", "core=-1", "--ulimit", "nofile=3:4", "--oom-score-adj", "-5")
                        .processLimits(),
                "the last one of a name counts");
        for (String bad :
                List.of("", "nofile", "=1", "nofile=", "nofile=1:", "nofile=1:2:3", "nofile=x", "nofile=1 ")) {
            refused("invalid --ulimit '" + bad + "'", "--ulimit", bad);
        }
    }

    @Test
    void names() {
        Dns dns = with(
                        "--add-host",
                        "a:192.0.2.1",
                        "--add-host",
                        "b=::1",
                        "--add-host",
                        "c:[2001:db8::1]",
                        "--dns",
                        "192.0.2.2",
                        "--dns-search",
                        ".",
                        "--dns-opt",
                        "ndots:1",
                        "--dns-option",
                        "rotate",
                        "--domainname",
                        "example.org")
                .dns();
        assertEquals(
                new Dns(
                        List.of("192.0.2.2"),
                        List.of("."),
                        List.of("ndots:1", "rotate"),
                        List.of(new Host("a", "192.0.2.1"), new Host("b", "::1"), new Host("c", "2001:db8::1")),
                        "example.org"),
                dns);
        refused("invalid --add-host 'a'", "--add-host", "a");
        refused("has no gateway", "--add-host", "a:host-gateway");
    }

    @Test
    void labelsAndAnnotations() throws IOException {
        Path file = Files.writeString(temporary.resolve("labels"), "# none\n\n a=file \nb = x\nc\n");
        ContainerSpec spec = with("--label-file", file.toString(), "-l", "a=flag", "--annotation", "x.y=z=1");
        assertEquals(Map.of("a", "flag", "b ", " x", "c", ""), spec.labels());
        assertEquals(Map.of("x.y", "z=1"), spec.annotations());
        refused("cannot read the label file '/nonexistent/l': there is none", "--label-file", "/nonexistent/l");
        refused("it has no name", "--label", "=x");
        refused("it has no name", "--annotation", "=x");
    }

    @Test
    void entrypointsOfSeveralWords() {
        assertEquals(
                List.of("sh", "-c"), with("--entrypoint", "[\"sh\", \"-c\"]").entrypoint());
        assertEquals(List.of(), with("--entrypoint", "[]").entrypoint());
        assertEquals(List.of("[x"), with("--entrypoint", "[x").entrypoint());
        assertEquals(List.of("[1]"), with("--entrypoint", "[1]").entrypoint());
    }

    @Test
    void theFileWithTheId() throws IOException {
        Path file = temporary.resolve("id");
        with("--cidfile", file.toString(), "--stop-timeout", "3");
        assertEquals("a0".repeat(32), Files.readString(file));
        assertEquals(3, services.containers.specs.getLast().stopTimeout());
        refused("is there already", "--cidfile", file.toString());
        refused(
                "cannot make the container id file",
                "--cidfile",
                temporary.resolve("no/id").toString());
        Files.delete(file);
        fails(125, "", "run", "--cidfile", file.toString(), "--pull", "never", "nope");
        assertFalse(Files.exists(file), "there is no container");
    }

    @Test
    void aQuietPullSaysNothing() {
        assertEquals(0, run("run", "-q", "busybox:1", "true"));
        assertEquals("", context.errors());
        run("run", "busybox:2", "true");
        assertTrue(context.errors().startsWith("Image 'busybox:2' is not stored"), "only that once");
    }
}
