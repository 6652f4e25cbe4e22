package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.List;
import java.util.Locale;

/** Signal names (signal(7), the numbers of every architecture Atoll runs on). */
public final class Signals {
    private static final List<String> NAMES = List.of(
            "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");
    private static final int HIGHEST = 64;

    private Signals() {}

    /** @param text a number, or a name with or without {@code SIG} */
    public static int parse(String text) {
        if (text.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= HIGHEST) {
                return number;
            }
        }
        String name = text.toUpperCase(Locale.ROOT);
        int number = NAMES.indexOf(name.startsWith("SIG") ? name.substring(3) : name);
        if (number > 0) {
            return number;
        }
        throw new AtollException(
                ErrorCode.INVALID, "unknown signal '%s': use a number or a name such as TERM".formatted(text));
    }
}
