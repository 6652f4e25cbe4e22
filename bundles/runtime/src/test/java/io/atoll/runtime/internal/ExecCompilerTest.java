package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.Security;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.plan.LaunchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Golden plans of commands in running containers; see {@link PlanCompilerTest}. */
class ExecCompilerTest {
    private static final Path GOLDENS = Path.of("src/test/resources/plans");
    private static final ContainerProcess FIRST = new ContainerProcess(4711, 12_345_678_901L);

    @Test
    void foreground() throws IOException {
        golden("exec", TestConfigs.plain(), ExecSpec.of(List.of("ps", "-ef")), LaunchMode.FOREGROUND);
    }

    @Test
    void captured() throws IOException {
        golden("exec-captured", TestConfigs.plain(), ExecSpec.of(List.of("true")), LaunchMode.FOREGROUND);
    }

    @Test
    void terminalWithEverything() throws IOException {
        ContainerConfig config = TestConfigs.config(true, false, Network.HOST, List.of(), List.of("sh"));
        ExecSpec spec =
                new ExecSpec(List.of("sh"), List.of("GREETING=hi", "TERM=vt100"), "web", "below", true, true, true);
        golden("exec-terminal", config, spec, LaunchMode.ATTACHED);
    }

    @Test
    void detached() throws IOException {
        golden("exec-detached", TestConfigs.plain(), ExecSpec.of(List.of("sleep", "1")), LaunchMode.DETACHED);
    }

    @Test
    void inAContainerThatMayGainPrivileges() throws IOException {
        Source other = new Source.Of("ab".repeat(32));
        ContainerConfig config = TestConfigs.isolated(
                new Security(
                        false, List.of("CAP_BPF"), List.of("ALL"), false, null, "p", List.of(), List.of(), List.of()),
                new Namespaces(
                        other, new Source.Host(), new Source.Own(), new Source.Host(), other, true, null, Map.of()),
                Devices.NONE,
                new ProcessLimits(List.of(new ProcessLimits.Ulimit("nofile", 1, 2)), 7),
                Dns.DEFAULT);
        golden("exec-isolated", config, ExecSpec.of(List.of("id")), LaunchMode.FOREGROUND);
    }

    private static void golden(String name, ContainerConfig config, ExecSpec spec, LaunchMode mode) throws IOException {
        LaunchPlan plan = ExecCompiler.compile(
                config,
                FIRST,
                spec,
                new User(1000, 1000, List.of(5), "/home/web"),
                new LaunchOptions(mode, new TerminalSize(120, 40)),
                name.equals("exec-captured"),
                mode == LaunchMode.ATTACHED
                        ? new ControlGroup(List.of(Path.of("/sys/fs/cgroup/pids/atoll/0123")))
                        : ControlGroup.NONE,
                new byte[] {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f});
        Path text = GOLDENS.resolve(name + ".txt");
        Path binary = GOLDENS.resolve(name + ".plan");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(text, plan.toString());
            Files.write(binary, plan.encode());
        }
        assertEquals(Files.readString(text, StandardCharsets.UTF_8), plan.toString());
        assertArrayEquals(Files.readAllBytes(binary), plan.encode());
    }
}
