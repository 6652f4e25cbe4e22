package io.atoll.cli.internal.output;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.CommandContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Scanner;

/** Asks before something is removed. */
public final class Confirmation {
    private Confirmation() {}

    /**
     * @param what would happen, as {@code 2 volumes would be removed}
     * @param otherwise what to do where there is no terminal, as {@code add --force}
     * @throws AtollException INVALID if there is nobody to ask, or the answer is not yes
     */
    public static void ask(CommandContext context, String what, String question, String otherwise) {
        if (!context.terminal().input()) {
            throw new AtollException(
                    ErrorCode.INVALID, "%s and there is no terminal to ask on: %s".formatted(what, otherwise));
        }
        context.out().print(question + " [y/N] ");
        context.out().flush();
        String answer = new Scanner(context.in(), StandardCharsets.UTF_8)
                .useDelimiter("\n")
                .tokens()
                .findFirst()
                .orElse("");
        if (!answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
            throw new AtollException(ErrorCode.INVALID, "nothing was removed");
        }
    }
}
