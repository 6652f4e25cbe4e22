package io.atoll.cli.internal.dispatch;

import io.atoll.cli.CommandContext;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists commands. */
final class Overview {
    private static final List<String> ORDER = List.of("Containers", "Images", "Engine");
    private static final String OTHER = "Other";

    private final Commands commands;

    Overview(Commands commands) {
        this.commands = commands;
    }

    /** Whether the client wants colours: its output is a terminal that can show them. */
    static boolean colours(CommandContext context) {
        return context.terminal().output()
                && context.environment("NO_COLOR") == null
                && !"dumb".equals(context.environment("TERM"));
    }

    void all(CommandContext context) {
        PrintStream out = context.out();
        out.println("""
                Usage: atoll COMMAND [ARGUMENT...]

                Runs containers and keeps their images. The engine starts by itself and stops when nobody needs it.""");
        groups().forEach((group, members) -> list(out, group, members));
        out.println("""

                Examples:
                  atoll run --rm -it alpine sh          try an image
                  atoll run -d --name web caddy         keep it running in the background
                  atoll logs -f web                     see what it says
                  atoll stop web && atoll rm web        end it

                'atoll COMMAND --help' explains a command.
                Exit status: the command's own (the container's, for run), 125 if atoll failed.""");
    }

    /** The commands that begin with this. */
    void group(CommandContext context, String word) {
        PrintStream out = context.out();
        out.println("Usage: atoll %s COMMAND [ARGUMENT...]".formatted(word));
        list(
                out,
                "Commands",
                commands.all().stream()
                        .filter(command -> command.name().startsWith(word + " "))
                        .toList());
        out.println("\n'atoll %s COMMAND --help' explains a command.".formatted(word));
    }

    private Map<String, List<Registration>> groups() {
        Map<String, List<Registration>> groups =
                new TreeMap<>(Comparator.comparingInt(Overview::rank).thenComparing(Comparator.naturalOrder()));
        for (Registration command : commands.all()) {
            String group = command.group();
            groups.computeIfAbsent(group == null ? OTHER : group, name -> new ArrayList<>())
                    .add(command);
        }
        return groups;
    }

    private static int rank(String group) {
        int known = ORDER.indexOf(group);
        return known < 0 ? ORDER.size() : known;
    }

    private static void list(PrintStream out, String heading, List<Registration> members) {
        out.println("\n" + heading + ":");
        int width = members.stream()
                .mapToInt(command -> label(command).length())
                .max()
                .orElse(0);
        for (Registration member : members) {
            ParsedCommand command = member.borrow();
            out.println("  %s  %s".formatted(pad(label(member), width), command.summary()));
            member.giveBack(command);
        }
    }

    private static String label(Registration command) {
        return command.aliases().isEmpty()
                ? command.name()
                : command.name() + ", " + String.join(", ", command.aliases());
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
