package io.atoll.cli.internal.completion;

import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll completion}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=completion", Command.GROUP + "=Engine"})
@picocli.CommandLine.Command(
        description = "Print a script that has a shell complete commands, flags, images and containers.",
        footer = {
            "The script asks the engine, which is started if it does not run, so commands of other bundles are completed as well.",
            "",
            "Examples:",
            "  source <(atoll completion bash)                                            in ~/.bashrc",
            "  atoll completion bash > /etc/bash_completion.d/atoll                       for everybody",
            "  atoll completion zsh > /usr/local/share/zsh/site-functions/_atoll          for everybody",
            "  source <(atoll completion zsh)                                             in ~/.zshrc, after compinit",
            "",
            "Exit status: 0."
        })
public final class CompletionCommand implements Command {
    /** Those there is a script for. */
    private enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "SHELL", description = "'bash' or 'zsh'.")
    private Shell shell = Shell.BASH;

    @Override
    public int run(CommandContext context) {
        try (InputStream script = CompletionCommand.class.getResourceAsStream("atoll." + shell)) {
            if (script == null) {
                throw new IllegalStateException("the script for " + shell + " is not in the bundle");
            }
            script.transferTo(context.out());
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
