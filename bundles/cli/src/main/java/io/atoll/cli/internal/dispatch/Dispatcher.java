package io.atoll.cli.internal.dispatch;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.oci.OciArguments;
import io.atoll.cli.internal.output.Paragraph;
import io.atoll.cli.internal.server.EngineLog;
import io.atoll.cli.internal.server.Handler;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine.ParameterException;

/** Runs the command that the words name. */
@Component(service = Handler.class)
public final class Dispatcher implements Handler {
    private static final int ENGINE = ErrorCode.INVALID.exitStatus();

    private final Commands commands;

    @Activate
    public Dispatcher(@Reference Commands commands) {
        this.commands = commands;
    }

    @Override
    public int run(CommandContext context, List<String> arguments) throws InterruptedException {
        try {
            return dispatch(context, OciArguments.inOrder(arguments));
        } catch (AtollException e) {
            rethrowIfInterrupted(e);
            Paragraph.error(context, "atoll: " + e.getMessage());
            return e.code().exitStatus();
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            rethrowIfInterrupted(e);
            EngineLog.write(
                    "command failed: " + String.join(" ", arguments.subList(0, Math.min(2, arguments.size()))), e);
            Paragraph.error(context, "atoll: unexpected error: " + e + "; see the engine's log");
            return ENGINE;
        }
    }

    private int dispatch(CommandContext context, List<String> arguments) throws InterruptedException {
        String first = arguments.isEmpty() ? "--help" : arguments.getFirst();
        switch (first) {
            case "--help", "-h" -> {
                new Overview(commands).all(context);
                return 0;
            }
            case "help" -> {
                return help(context, arguments.subList(1, arguments.size()));
            }
            case "--version" -> {
                return dispatch(context, List.of("version", "--short"));
            }
            default -> {}
        }
        Commands.Match match = commands.find(arguments);
        if (match != null) {
            return run(context, match.command(), arguments.subList(match.words(), arguments.size()));
        }
        int group = commands.group(arguments);
        if (group > 0) {
            return group(
                    context, String.join(" ", arguments.subList(0, group)), arguments.subList(group, arguments.size()));
        }
        return unknown(context, first, "", "atoll");
    }

    private static int run(CommandContext context, Registration registration, List<String> arguments)
            throws InterruptedException {
        ParsedCommand command = registration.borrow();
        try {
            if (command.parse(arguments)) {
                command.help(context.out(), context.terminal().size().columns(), Overview.colours(context));
                return 0;
            }
            return command.run(context);
        } catch (ParameterException e) {
            Paragraph.error(context, "atoll: " + UsageErrors.explain(e, arguments));
            return ENGINE;
        } finally {
            registration.giveBack(command);
        }
    }

    private int help(CommandContext context, List<String> words) throws InterruptedException {
        if (words.isEmpty()) {
            new Overview(commands).all(context);
            return 0;
        }
        Commands.Match match = commands.find(words);
        return match == null ? dispatch(context, words) : run(context, match.command(), List.of("--help"));
    }

    private int group(CommandContext context, String group, List<String> rest) {
        String next = rest.isEmpty() ? "--help" : rest.getFirst();
        if (next.equals("--help") || next.equals("-h")) {
            new Overview(commands).group(context, group);
            return 0;
        }
        return unknown(context, next, group + " ", "atoll " + group);
    }

    private int unknown(CommandContext context, String word, String prefix, String help) {
        context.err().println("atoll: unknown command '%s%s'".formatted(prefix, word));
        Nearest.of(prefix + word, commands.words())
                .ifPresent(known -> context.err().println("Did you mean 'atoll %s'?".formatted(known)));
        context.err().println("See '%s --help'.".formatted(help));
        return ENGINE;
    }

    /** A command that was interrupted says so in many ways; the client only wants it to end. */
    private static void rethrowIfInterrupted(Throwable e) throws InterruptedException {
        if (Thread.interrupted()) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
    }
}
