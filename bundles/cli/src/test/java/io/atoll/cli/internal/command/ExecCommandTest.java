package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.ExecSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecCommandTest extends CommandLineTest {
    @BeforeEach
    void container() {
        services.containers.put("web", Status.RUNNING);
    }

    private ExecSpec spec() {
        return services.containers.execs.getLast();
    }

    @Test
    void everythingAfterTheContainerBelongsToTheCommand() {
        context.exitCode = 5;
        assertEquals(5, run("exec", "web", "ls", "-la", "--help", "-e", "--", "-x=1"));
        assertEquals(ExecSpec.of(List.of("ls", "-la", "--help", "-e", "--", "-x=1")), spec());
        assertEquals(List.of("exec web FOREGROUND", "started", "exited 5", "closed"), services.containers.events);
    }

    @Test
    void everyFlag() {
        String[] line = {
            "exec",
            "-i",
            "-t",
            "-d",
            "-e",
            "A=1",
            "-e",
            "HOME",
            "-e",
            "UNSET",
            "-u",
            "a:b",
            "-w",
            "/x",
            "--privileged",
            "--detach-keys",
            "ctrl-a",
            "web",
            "true"
        };
        assertEquals(0, run(line));
        assertEquals(
                new ExecSpec(List.of("true"), List.of("A=1", "HOME=/root"), "a:b", "/x", true, true, true), spec());
        assertEquals(List.of("exec web DETACHED", "started", "closed"), services.containers.events);
        assertEquals(0, run("exec", "-t", "web", "true"));
        assertNull(spec().user());
        assertTrue(services.containers.events.contains("exec web ATTACHED"));
    }

    @Test
    void whatIsWrongIsSaid() {
        fails(125, "'atoll exec' needs COMMAND [ARGUMENT...]", "exec", "web");
        fails(125, "no such container: nope", "exec", "nope", "true");
        fails(125, "-it needs a terminal", "exec", "-it", "web", "sh");
        fails(125, "invalid environment variable '=x'", "exec", "-e", "=x", "web", "sh");
        fails(125, "invalid detach keys", "exec", "--detach-keys", "nonsense", "web", "sh");
    }

    @Test
    void variablesOfAFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("env");
        Files.writeString(file, "# not this\n\n  B=2 \nHOME\nUNSET\nA=file\n");
        assertEquals(0, run("exec", "-e", "A=line", "--env-file", file.toString(), "web", "true"));
        assertEquals(List.of("B=2 ", "HOME=/root", "A=file", "A=line"), spec().env());
        fails(125, "there is none", "exec", "--env-file", directory + "/none", "web", "true");
        fails(125, "not a regular file", "exec", "--env-file", directory.toString(), "web", "true");
        Files.write(file, new byte[] {(byte) 0xff});
        fails(125, "not UTF-8", "exec", "--env-file", file.toString(), "web", "true");
        Files.write(file, new byte[(1 << 20) + 1]);
        fails(125, "larger than 1 MiB", "exec", "--env-file", file.toString(), "web", "true");
        Files.writeString(file, "=x\n");
        fails(125, "it has no name", "exec", "--env-file", file.toString(), "web", "true");
    }
}
