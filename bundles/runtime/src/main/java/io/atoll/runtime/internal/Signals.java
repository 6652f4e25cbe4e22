package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.Locale;
import java.util.Map;

/** Signal names and numbers (signal(7), x86 and ARM). */
final class Signals {
    static final int INT = 2;
    static final int QUIT = 3;
    static final int KILL = 9;
    static final int TERM = 15;

    private static final int MAX = 64;
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", INT),
            Map.entry("QUIT", QUIT),
            Map.entry("ILL", 4),
            Map.entry("TRAP", 5),
            Map.entry("ABRT", 6),
            Map.entry("BUS", 7),
            Map.entry("FPE", 8),
            Map.entry("KILL", KILL),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", TERM),
            Map.entry("STKFLT", 16),
            Map.entry("CHLD", 17),
            Map.entry("CONT", 18),
            Map.entry("STOP", 19),
            Map.entry("TSTP", 20),
            Map.entry("TTIN", 21),
            Map.entry("TTOU", 22),
            Map.entry("URG", 23),
            Map.entry("XCPU", 24),
            Map.entry("XFSZ", 25),
            Map.entry("VTALRM", 26),
            Map.entry("PROF", 27),
            Map.entry("WINCH", 28),
            Map.entry("IO", 29),
            Map.entry("PWR", 30),
            Map.entry("SYS", 31),
            Map.entry("RTMIN", 34),
            Map.entry("RTMAX", MAX));

    private Signals() {}

    /** @throws AtollException INVALID if it is neither a number nor a name, with or without SIG */
    static int parse(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        Integer known = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
        if (known != null) {
            return known;
        }
        if (name.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(name);
            if (number >= 1 && number <= MAX) {
                return number;
            }
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "unknown signal '%s': use a name such as SIGTERM, or a number from 1 to 64".formatted(text));
    }
}
