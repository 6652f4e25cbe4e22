package io.atoll.store.internal.tar;

/** A PAX time, {@code seconds[.fraction]}, of any number of digits and possibly negative. */
record PaxTime(long seconds, int nanoseconds) {
    private static final int DIGITS = 9;

    static PaxTime parse(String text) throws TarException {
        int dot = text.indexOf('.');
        try {
            if (dot < 0) {
                return new PaxTime(Long.parseLong(text), 0);
            }
            String whole = text.substring(0, dot);
            boolean negative = whole.startsWith("-");
            long seconds = whole.isEmpty() || whole.equals("-") ? 0 : Long.parseLong(whole);
            String fraction = (text.substring(dot + 1) + "0".repeat(DIGITS)).substring(0, DIGITS);
            int nanoseconds = fraction.startsWith("+") ? -1 : Integer.parseInt(fraction);
            if (nanoseconds < 0 || seconds == Long.MIN_VALUE) {
                throw new NumberFormatException(text);
            }
            if (negative && nanoseconds > 0) {
                return new PaxTime(seconds - 1, 1_000_000_000 - nanoseconds);
            }
            return new PaxTime(seconds, nanoseconds);
        } catch (NumberFormatException e) {
            throw new TarException("the archive is damaged: '%s' is not a time".formatted(text));
        }
    }

    /** The shortest text that {@link #parse} reads as this. */
    String text() {
        if (nanoseconds == 0) {
            return Long.toString(seconds);
        }
        boolean negative = seconds < 0;
        // The nanoseconds count forwards from the second before; the text counts away from zero.
        long whole = negative ? -(seconds + 1) : seconds;
        String fraction = "%09d".formatted(negative ? 1_000_000_000 - nanoseconds : nanoseconds);
        int end = DIGITS;
        while (fraction.charAt(end - 1) == '0') {
            end--;
        }
        return (negative ? "-" : "") + whole + "." + fraction.substring(0, end);
    }
}
