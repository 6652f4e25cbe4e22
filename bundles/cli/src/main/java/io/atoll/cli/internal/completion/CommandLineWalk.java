package io.atoll.cli.internal.completion;

import io.atoll.cli.internal.dispatch.Commands;
import io.atoll.cli.internal.dispatch.Commands.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Goes through the words before the one that is being typed, and finds what that one is. */
final class CommandLineWalk {
    private final Commands commands;
    private final ValueCandidates values;

    CommandLineWalk(Commands commands, ValueCandidates values) {
        this.commands = commands;
        this.values = values;
    }

    /** @param words without the program's name; the last one is being typed and may be empty */
    Candidates complete(List<String> words) {
        Candidates found = new Candidates(words.getLast());
        List<String> before = words.subList(0, words.size() - 1);
        Known command = commands.known(before).orElse(null);
        if (command == null || (command.words() == before.size() && before.size() == 1 && isGroup(before.get(0)))) {
            names(before, found);
        }
        if (command != null) {
            arguments(command.spec(), before.subList(command.words(), before.size()), found);
        }
        return found;
    }

    private boolean isGroup(String word) {
        return commands.summaries().keySet().stream().anyMatch(name -> name.startsWith(word + " "));
    }

    private void names(List<String> before, Candidates found) {
        String prefix = before.isEmpty() ? "" : String.join(" ", before) + " ";
        List<String> groups = new ArrayList<>();
        for (Map.Entry<String, String> command : commands.summaries().entrySet()) {
            if (command.getKey().startsWith(prefix)) {
                String rest = command.getKey().substring(prefix.length());
                int blank = rest.indexOf(' ');
                if (blank < 0) {
                    found.add(rest, command.getValue());
                } else {
                    groups.add(rest.substring(0, blank));
                }
            }
        }
        groups.forEach(group -> found.add(group, "Commands about this"));
        if (before.isEmpty()) {
            found.add("--help", "Print help.");
            found.add("--version", "Print the version.");
            found.add("help", "Explain a command.");
        }
    }

    private void arguments(CommandSpec spec, List<String> before, Candidates found) {
        boolean stops = spec.parser().stopAtPositional();
        boolean flags = true;
        int operands = 0;
        for (int i = 0; i < before.size(); i++) {
            String word = before.get(i);
            if (flags && word.equals("--")) {
                flags = false;
            } else if (flags && word.startsWith("-") && word.length() > 1) {
                OptionSpec valued = waiting(spec, word);
                if (valued != null && ++i == before.size()) {
                    values.add(valued, found);
                    return;
                }
            } else {
                operands++;
                flags &= !stops;
            }
        }
        String typed = found.start();
        int equals = typed.indexOf('=');
        if (flags && typed.startsWith("--") && equals > 0) {
            OptionSpec option = spec.findOption(typed.substring(0, equals));
            if (option != null) {
                afterEquals(option, typed.substring(0, equals + 1), typed.substring(equals + 1), found);
            }
        } else if (flags && typed.startsWith("-")) {
            flags(spec, found);
        } else {
            operand(spec, operands, found);
        }
    }

    private void afterEquals(OptionSpec option, String flag, String value, Candidates found) {
        Candidates inner = new Candidates(value);
        values.add(option, inner);
        inner.words().forEach((word, meaning) -> found.add(flag + word, meaning));
        if (inner.hasFiles()) {
            found.files();
        }
    }

    /** The flag whose value is the next word: {@code --name}, or the last of {@code -qf}. */
    private static @Nullable OptionSpec waiting(CommandSpec spec, String word) {
        if (word.startsWith("--")) {
            OptionSpec option = word.contains("=") ? null : spec.findOption(word);
            return option != null && takesValue(option) ? option : null;
        }
        for (int i = 1; i < word.length(); i++) {
            OptionSpec option = spec.findOption("-" + word.charAt(i));
            if (option == null) {
                return null;
            }
            if (takesValue(option)) {
                return i == word.length() - 1 ? option : null;
            }
        }
        return null;
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().min() > 0;
    }

    private static void flags(CommandSpec spec, Candidates found) {
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                for (String name : option.names()) {
                    boolean letter = !name.startsWith("--");
                    // One letter is quicker typed than found in a list, unless there is nothing longer.
                    if (!letter || option.names().length == 1 || found.start().equals(name)) {
                        found.add(name, first(option));
                    }
                }
            }
        }
    }

    static String first(ArgSpec argument) {
        return argument.description().length == 0 ? "" : argument.description()[0];
    }

    private void operand(CommandSpec spec, int index, Candidates found) {
        for (PositionalParamSpec operand : spec.positionalParameters()) {
            if (operand.index().contains(index)) {
                values.add(operand, found);
                return;
            }
        }
    }
}
