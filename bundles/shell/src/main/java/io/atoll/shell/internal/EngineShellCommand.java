package io.atoll.shell.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll engine shell}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=engine shell", Command.GROUP + "=Engine", Command.STOP + "=true"})
@picocli.CommandLine.Command(
        description = "The engine's own shell (Gogo): look inside, swap bundles.",
        footer = {
            "Without a line, lines are read from standard input. 'help' lists the commands, 'exit' ends.",
            "",
            "Examples:",
            "  atoll engine shell lb                                  list the bundles",
            "  atoll engine shell 'stop io.atoll.storage.overlay'     new containers get another storage driver",
            "  atoll engine shell 'storage copy'                      choose it for good; 'storage any' undoes it",
            "  atoll engine shell 'each (images) { echo $it }'"
        })
public final class EngineShellCommand implements Command {
    private static final int FAILED = 1;

    private final CommandProcessor processor;

    @Parameters(paramLabel = "LINE", arity = "0..*", description = "What to execute.")
    private List<String> words = List.of();

    @Activate
    public EngineShellCommand(@Reference CommandProcessor processor) {
        this.processor = processor;
    }

    @Override
    public int run(CommandContext context) throws InterruptedException {
        // Commands that want input would wait for the client's for ever: with a line, there is none.
        InputStream in = words.isEmpty() ? context.in() : InputStream.nullInputStream();
        try (CommandSession session = processor.createSession(in, context.out(), context.err())) {
            session.put("SCOPE", "atoll:felix:gogo:*");
            return words.isEmpty() ? interactive(session, context) : execute(session, String.join(" ", words), context);
        }
    }

    private static int interactive(CommandSession session, CommandContext context) throws InterruptedException {
        boolean prompt = context.terminal().input();
        BufferedReader lines = new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8));
        int status = 0;
        while (true) {
            if (prompt) {
                context.out().print("atoll> ");
                context.out().flush();
            }
            String line = read(lines);
            if (line == null || line.strip().equals("exit")) {
                return status;
            }
            if (!line.isBlank()) {
                status = execute(session, line, context);
            }
        }
    }

    private static int execute(CommandSession session, String line, CommandContext context)
            throws InterruptedException {
        try {
            Object result = session.execute(line);
            String text = result == null
                    ? ""
                    : session.format(result, Converter.INSPECT).toString().stripTrailing();
            if (!text.isEmpty()) {
                context.out().println(text);
            }
            return 0;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            context.err().println("atoll: " + message(e));
            return FAILED;
        } finally {
            context.out().flush();
        }
    }

    private static String message(Throwable e) {
        if (e instanceof AtollException || e.getCause() == null) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        }
        return message(e.getCause());
    }

    private static @Nullable String read(BufferedReader lines) throws InterruptedException {
        try {
            return lines.readLine();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw new AtollException(ErrorCode.UNAVAILABLE, "cannot read standard input: " + e.getMessage(), e);
        }
    }
}
