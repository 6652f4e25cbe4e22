package io.atoll.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.CommandContext;
import io.atoll.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command on Gogo's own processor. */
class EngineShellTest {
    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** What the shell finds. */
    @SuppressWarnings("DoNotCallSuggester")
    public static final class Functions {
        public List<String> names(String first) {
            return List.of(first, "b");
        }

        public String broken() {
            throw new AtollException(ErrorCode.CONFLICT, "it is broken");
        }
    }

    @BeforeEach
    void start() {
        threadIo.start();
        processor.addCommand("atoll", new Functions(), "names");
        processor.addCommand("atoll", new Functions(), "broken");
    }

    @AfterEach
    void stop() {
        processor.stop();
        threadIo.stop();
    }

    private int run(String input, boolean terminal, String... words) throws InterruptedException {
        EngineShellCommand command = new EngineShellCommand(processor);
        new CommandLine(command).parseArgs(words);
        return command.run(new Context(input, terminal));
    }

    @Test
    void oneLine() throws InterruptedException {
        assertEquals(0, run("", false, "names", "a"));
        assertEquals("a\nb\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void errors() throws InterruptedException {
        assertEquals(1, run("", false, "broken"));
        assertEquals(1, run("", false, "nonsense"));
        assertEquals("atoll: it is broken\natoll: Command not found: nonsense\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void linesFromStandardInput() throws InterruptedException {
        assertEquals(0, run("names x\n\nbroken\nnames y\n", false));
        assertEquals("x\nb\ny\nb\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("atoll: it is broken\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aTerminalGetsAPrompt() throws InterruptedException {
        assertEquals(1, run("broken\nexit\nnames x\n", true));
        assertEquals("atoll> atoll> ", out.toString(StandardCharsets.UTF_8));
    }

    private final class Context implements CommandContext {
        private final InputStream in;
        private final boolean terminal;

        Context(String input, boolean terminal) {
            in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
            this.terminal = terminal;
        }

        @Override
        public PrintStream out() {
            return new PrintStream(out, true, StandardCharsets.UTF_8);
        }

        @Override
        public PrintStream err() {
            return new PrintStream(err, true, StandardCharsets.UTF_8);
        }

        @Override
        public InputStream in() {
            return in;
        }

        @Override
        public Terminal terminal() {
            return new Terminal(terminal, terminal, terminal, TerminalSize.DEFAULT);
        }

        @Override
        public Path directory() {
            return Path.of("/");
        }

        @Override
        public Map<String, String> environment() {
            return Map.of();
        }

        @Override
        public int launch(Launch launch, LaunchMode mode) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int attach(Path socket, boolean tty, byte[] detachKeys) {
            throw new UnsupportedOperationException();
        }
    }
}
