package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerSpec.Volume;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.Terminal;
import io.atoll.cli.internal.container.DetachKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunCommandTest extends CommandLineTest {
    @BeforeEach
    void image() {
        services.images.put("alpine:latest", "ab");
    }

    private ContainerSpec spec() {
        return services.containers.specs.getLast();
    }

    @Test
    void everythingAfterTheImageBelongsToTheContainer() {
        context.exitCode = 5;
        assertEquals(5, run("run", "--rm", "alpine", "ls", "--rm", "-la", "--help", "--", "-x=1"));
        assertEquals(List.of("ls", "--rm", "-la", "--help", "--", "-x=1"), spec().command());
        assertTrue(spec().autoRemove());
        assertEquals("alpine:latest", spec().image().toString());
        assertEquals(List.of("launch made_up FOREGROUND", "started", "exited 5", "closed"), services.containers.events);
    }

    @Test
    void limits() {
        run(
                "run",
                "-m",
                "1g",
                "--memory-swap",
                "-1",
                "--memory-reservation=512MiB",
                "--cpus",
                "1.5",
                "-c",
                "2",
                "--cpuset-cpus",
                "0-1",
                "--cpuset-mems",
                "0",
                "--pids-limit",
                "9",
                "--blkio-weight",
                "10",
                "alpine");
        assertEquals(
                Resources.builder()
                        .memory(1L << 30)
                        .memorySwap(-1L)
                        .memoryReservation(512L << 20)
                        .cpuShares(2L)
                        .cpuQuota(150_000L)
                        .cpuPeriod(100_000L)
                        .cpusetCpus("0-1")
                        .cpusetMems("0")
                        .pids(9L)
                        .blkioWeight(10L)
                        .build(),
                spec().resources());
        run("run", "--cpu-quota", "7000", "--cpu-period", "8000", "--pids-limit", "-1", "alpine");
        assertEquals(
                Resources.builder().cpuQuota(7000L).cpuPeriod(8000L).pids(-1L).build(), spec().resources());
        run("run", "alpine");
        assertEquals(Resources.NONE, spec().resources());
        for (String size : List.of("x", "-5m", "1x", "99999999999999999t", "1.5g", "")) {
            fails(125, "invalid size '%s' for --memory".formatted(size), "run", "--memory=" + size, "alpine");
        }
        for (String number : List.of("0", "-1", "x", "1e99", "")) {
            fails(125, "invalid number of processors", "run", "--cpus=" + number, "alpine");
        }
        fails(125, "give either", "run", "--cpus", "1", "--cpu-quota", "7000", "alpine");
    }

    @Test
    void everyFlag() {
        useEveryFlag();
        checkEveryFlag();
    }

    private void useEveryFlag() {
        run(
                "run",
                "-i",
                "--name",
                "n",
                "-e",
                "A=1",
                "--env=B=x=y",
                "-e",
                "HOME",
                "-e",
                "UNSET",
                "-v",
                "./src:/src:ro",
                "-v",
                "/a:/b",
                "--volume=..:/up:rw,z",
                "-w",
                "/w",
                "-u",
                "1:2",
                "--entrypoint",
                "sh",
                "-h",
                "host",
                "--read-only",
                "--network",
                "host",
                "--init",
                "--storage",
                "copy",
                "-l",
                "x=y",
                "--label",
                "z",
                "--stop-signal",
                "INT",
                "--pull=never",
                "alpine");
    }

    private void checkEveryFlag() {
        ContainerSpec spec = spec();
        assertEquals("", context.errors());
        assertEquals("n", spec.name());
        assertEquals(List.of("A=1", "B=x=y", "HOME=/root"), spec.env());
        assertEquals(
                List.of(
                        new Volume("/work/here/src", "/src", true),
                        new Volume("/a", "/b", false),
                        new Volume("/work", "/up", false)),
                spec.volumes());
        assertEquals("/w", spec.workingDir());
        assertEquals("1:2", spec.user());
        assertEquals(List.of("sh"), spec.entrypoint());
        assertEquals("host", spec.hostname());
        assertTrue(spec.readOnly() && spec.init() && spec.interactive());
        assertEquals(Network.HOST, spec.network());
        assertEquals("copy", spec.storage());
        assertEquals("INT", spec.stopSignal());
        assertEquals(Map.of("x", "y", "z", ""), spec.labels());
    }

    /** The same instance serves the next invocation: nothing of the last one may be left. */
    @Test
    void nothingIsLeftOfTheLastInvocation() {
        useEveryFlag();
        run("run", "alpine");
        ContainerSpec spec = spec();
        assertEquals(ContainerSpec.of(spec.image()).build(), spec);
        assertNull(spec.name());
    }

    @Test
    void emptyEntrypoint() {
        run("run", "--entrypoint", "", "alpine", "x");
        assertEquals(List.of(), spec().entrypoint());
    }

    @Test
    void modes() {
        prints("a0".repeat(32) + "\n", "run", "-d", "alpine");
        context.terminal = new Terminal(true, true, true, TerminalSize.DEFAULT);
        run("run", "-it", "alpine");
        run("run", "-dit", "alpine");
        run("run", "-t", "-d=false", "alpine");
        assertEquals(
                List.of("DETACHED", "ATTACHED", "DETACHED", "ATTACHED"),
                services.containers.events.stream()
                        .filter(event -> event.startsWith("launch"))
                        .map(event -> event.substring("launch made_up ".length()))
                        .toList());
    }

    @Test
    void aTerminalIsNeeded() {
        fails(125, "-it needs a terminal", "run", "-it", "alpine");
    }

    @Test
    void whatIsWrongIsSaid() {
        fails(125, "named volumes are not supported yet", "run", "-v", "data:/data", "alpine");
        fails(125, "invalid volume '/data'", "run", "-v", "/data", "alpine");
        fails(125, "unknown option 'x'", "run", "-v", "/a:/b:x", "alpine");
        fails(125, "'b' is not an absolute path", "run", "-v", "/a:b", "alpine");
        fails(125, "network 'bridge' is not supported yet", "run", "--network", "bridge", "alpine");
        fails(125, "unknown pull policy 'x'", "run", "--pull", "x", "alpine");
        fails(125, "it has no name", "run", "-e", "=x", "alpine");
        fails(125, "not found locally, and --pull never", "run", "--pull", "never", "nope");
        assertEquals(0, services.containers.specs.size());
    }

    @Test
    void aMissingImageIsPulledWithProgressOnStandardError() {
        assertEquals(0, run("run", "--rm", "busybox:1", "true"));
        assertEquals("", context.output());
        assertTrue(context.errors().startsWith("Image 'busybox:1' is not stored: pulling it\n  Manifest: "));
        assertEquals("docker.io/library/busybox:1", spec().image().toString());
        run("run", "--pull", "always", "busybox:1");
        assertEquals(2, services.registry.requests.size());
    }

    @Test
    void aContainerThatCannotBeLaunchedDoesNotStay() {
        services.containers.launchFails = true;
        fails(125, "atoll: cannot launch\n", "run", "--rm", "alpine");
        assertEquals(List.of("remove made_up false"), services.containers.events);
    }

    @Test
    void detachKeys() {
        assertEquals("\u0010\u0011", DetachKeys.parse("ctrl-p,ctrl-q"));
        assertEquals("a\u001d", DetachKeys.parse("a,CTRL-]"));
    }
}
