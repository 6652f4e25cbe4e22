package io.atoll.cli.internal.dispatch;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** An instance of a command, and picocli's model of it. */
final class ParsedCommand {
    private static final int NARROWEST = 60;
    private static final int WIDEST = 120;

    private final Command command;
    private final CommandLine line;

    ParsedCommand(String name, List<String> aliases, boolean stopAtOperand, Command command) {
        this.command = command;
        line = new CommandLine(command)
                .setExpandAtFiles(false) // an argument @file is the user's, not a file of the engine's to read
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true) // the last one counts, as in every other container tool
                .setStopAtPositional(stopAtOperand)
                .setInterpolateVariables(false);
        CommandSpec spec = line.getCommandSpec().name("atoll " + name);
        OptionSpec.Builder help =
                spec.findOption("-h") == null ? OptionSpec.builder("-h", "--help") : OptionSpec.builder("--help");
        spec.addOption(help.usageHelp(true).description("Print this help.").build());
        spec.usageMessage()
                .abbreviateSynopsis(true)
                .sortOptions(true)
                .synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .footerHeading("%n");
        if (!aliases.isEmpty()) {
            spec.usageMessage().synopsisHeading(aliasesText(aliases) + "Usage: ");
        }
    }

    private static String aliasesText(List<String> aliases) {
        return "Also:  atoll " + String.join(", atoll ", aliases) + "%n";
    }

    CommandSpec spec() {
        return line.getCommandSpec();
    }

    /** Sets the command's fields. Throws picocli's ParameterException. */
    boolean parse(List<String> arguments) {
        line.parseArgs(arguments.toArray(String[]::new));
        return line.isUsageHelpRequested();
    }

    int run(CommandContext context) throws InterruptedException {
        return command.run(context);
    }

    /** One line: what the command is for. */
    String summary() {
        String[] description = spec().usageMessage().description();
        return description.length == 0 ? "" : description[0].replace("%n", " ").replace("%%", "%");
    }

    void help(PrintStream out, int columns, boolean colours) {
        UsageMessageSpec usage = spec().usageMessage();
        usage.width(Math.clamp(columns, NARROWEST, WIDEST));
        line.usage(out, colours ? Ansi.ON : Ansi.OFF);
    }
}
