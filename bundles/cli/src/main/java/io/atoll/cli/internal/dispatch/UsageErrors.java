package io.atoll.cli.internal.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line: the flag, the command, and what was probably meant. */
final class UsageErrors {
    private UsageErrors() {}

    /**
     * Without the program's name, several lines.
     *
     * @param arguments what was parsed
     */
    static String explain(ParameterException e, List<String> arguments) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        String what;
        if (e instanceof UnmatchedArgumentException unmatched) {
            what = unmatched(
                    unmatched.getUnmatched().isEmpty()
                            ? ""
                            : unmatched.getUnmatched().getFirst(),
                    spec);
        } else if (e instanceof MissingParameterException missing) {
            // picocli finds what is missing before it finds a flag it does not know, but that is often the reason.
            what = unknownFlag(arguments, spec)
                    .map(flag -> unmatched(flag, spec))
                    .orElseGet(() -> missing(missing, spec));
        } else {
            what = "%s: %s".formatted(spec.name(), e.getMessage());
        }
        return "%s%nSee '%s --help'.".formatted(what, spec.name());
    }

    private static Optional<String> unknownFlag(List<String> arguments, CommandSpec spec) {
        return arguments.stream()
                .takeWhile(argument -> !argument.equals("--"))
                .filter(argument -> argument.startsWith("--"))
                .map(argument -> argument.split("=", 2)[0])
                .filter(flag -> spec.findOption(flag) == null)
                .findFirst();
    }

    private static String unmatched(String first, CommandSpec spec) {
        if (!first.startsWith("-") || first.length() == 1) {
            return "'%s' does not take the argument '%s'".formatted(spec.name(), first);
        }
        int equals = first.indexOf('=');
        String flag = equals < 0 ? first : first.substring(0, equals);
        List<String> names = new ArrayList<>();
        spec.options().forEach(option -> names.addAll(List.of(option.names())));
        return "unknown flag '%s' for '%s'%s"
                .formatted(
                        flag,
                        spec.name(),
                        Nearest.of(flag, names)
                                .map("; did you mean '%s'?"::formatted)
                                .orElse(""));
    }

    private static String missing(MissingParameterException e, CommandSpec spec) {
        List<String> operands = new ArrayList<>();
        for (ArgSpec argument : e.getMissing()) {
            if (argument instanceof OptionSpec option) {
                return "flag '%s' of '%s' needs a value: %s"
                        .formatted(option.longestName(), spec.name(), option.paramLabel());
            }
            operands.add(argument.paramLabel());
        }
        return "'%s' needs %s".formatted(spec.name(), String.join(" and ", operands));
    }
}
