package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.CommandContext;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that set environment variables. What {@code -e} sets comes after what a file sets. */
public final class Variables {
    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            description = "Set an environment variable; without a value, to what it is here.")
    private List<String> env = List.of();

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description =
                    "Set those in a file: a line each, as for -e; empty lines and lines that begin with # do not count.")
    private List<String> files = List.of();

    /**
     * {@code NAME=value}, in the order they are set.
     *
     * @throws AtollException INVALID if one has no name, or a file is too large or not text; NOT_FOUND if there is no such file
     */
    List<String> resolve(CommandContext context) {
        List<String> set = new ArrayList<>();
        for (String file : files) {
            for (String line : TextFiles.read("environment file", file, context.directory())
                    .lines()
                    .toList()) {
                String variable = line.stripLeading();
                if (!variable.isEmpty() && variable.charAt(0) != '#') {
                    add(set, variable, context);
                }
            }
        }
        env.forEach(variable -> add(set, variable, context));
        return set;
    }

    private static void add(List<String> set, String variable, CommandContext context) {
        int equals = variable.indexOf('=');
        if (variable.isEmpty() || equals == 0) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid environment variable '%s': it has no name".formatted(variable));
        }
        String here = equals < 0 ? context.environment(variable) : null;
        if (equals > 0) {
            set.add(variable);
        } else if (here != null) {
            set.add(variable + "=" + here);
        }
    }
}
