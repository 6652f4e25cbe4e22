package io.atoll.cli.internal.dispatch;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Loads picocli beside the start of the framework: its classes are of a version that no class archive takes, and cost the first command
 * 80 ms. Nobody waits for this.
 */
final class Preload implements Runnable {
    static void start() {
        Thread.ofPlatform().name("atoll-preload").daemon().start(new Preload());
    }

    @Override
    public void run() {
        ParsedCommand command = new ParsedCommand("preload", List.of(), true, new Sample());
        command.parse(List.of("-f", "--value=1", "--list", "a", "operand", "more"));
        try {
            command.parse(List.of("--unknown"));
        } catch (ParameterException e) {
            UsageErrors.explain(e, List.of("--unknown"));
        }
    }

    /** One of everything that commands have. */
    @picocli.CommandLine.Command(description = "Sample.", footer = "Sample.")
    private static final class Sample implements Command {
        @Option(
                names = {"-f", "--flag"},
                description = "Flag.")
        private boolean flag;

        @Option(names = "--value", paramLabel = "N", description = "Value.")
        private int value = 2;

        @Option(names = "--list", description = "List.")
        private List<String> list = List.of();

        @Parameters(index = "0", description = "Operand.")
        private String operand = "";

        @Parameters(index = "1..*", arity = "0..*", description = "Operands.")
        private List<String> more = List.of();

        @Override
        public int run(CommandContext context) {
            return flag ? value + list.size() + operand.length() + more.size() : 0;
        }
    }
}
