package io.atoll.cli.internal.completion;

import io.atoll.api.AtollException;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.dispatch.Commands;
import io.atoll.cli.internal.dispatch.Commands.Known;
import io.atoll.cli.internal.output.Columns;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll __complete}: what the shells' scripts ask. Says nothing of what goes wrong: somebody is typing. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=__complete", Command.GROUP + "=Engine", Command.STOP + "=true"})
@picocli.CommandLine.Command(
        description = "Print what could come next on a command line: for the scripts of 'atoll completion'.",
        footer = {
            "A line for each word, with what it means after a tabulator; a last line ':files' if names of files could come.",
            "",
            "Examples:",
            "  atoll __complete -- image ls --for",
            "",
            "Exit status: 0."
        })
public final class CompleteCommand implements Command {
    private final Services services;
    private final Commands commands;

    @Parameters(
            arity = "0..*",
            paramLabel = "WORD",
            description = "The words after 'atoll' up to the cursor; the last one is being typed, and may be empty.")
    private List<String> words = List.of();

    @Activate
    public CompleteCommand(@Reference Services services, @Reference Commands commands) {
        this.services = services;
        this.commands = commands;
    }

    @Override
    public int run(CommandContext context) {
        List<String> typed = words.isEmpty() ? List.of("") : words;
        try {
            String name = commands.known(typed.subList(0, typed.size() - 1))
                    .map(Known::spec)
                    .map(spec -> spec.name())
                    .orElse("");
            Candidates found =
                    new CommandLineWalk(commands, new ValueCandidates(services, commands, name)).complete(typed);
            found.words().forEach((word, meaning) -> {
                if (Columns.harmless(word).equals(word) && word.indexOf('\n') < 0 && word.indexOf('\t') < 0) {
                    context.out().println(meaning.isEmpty() ? word : word + "\t" + oneLine(meaning));
                }
            });
            if (found.hasFiles()) {
                context.out().println(":files");
            }
        } catch (AtollException e) {
            // A prompt is no place for it; the command itself will say it again.
        }
        return 0;
    }

    private static String oneLine(String meaning) {
        return Columns.harmless(meaning).replaceAll("\\s+", " ").replace("%%", "%");
    }
}
