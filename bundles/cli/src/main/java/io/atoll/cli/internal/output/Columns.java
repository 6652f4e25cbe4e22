package io.atoll.cli.internal.output;

/** How many columns of a terminal a text takes. */
public final class Columns {
    private Columns() {}

    /** Wide characters take two, marks that combine with the one before none. */
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            width += width(c);
            i += Character.charCount(c);
        }
        return width;
    }

    /** The text and as many blanks as it takes to be so wide. */
    public static String pad(String text, int width) {
        int blanks = width - width(text);
        return blanks <= 0 ? text : text + " ".repeat(blanks);
    }

    /** No wider than this, with {@code …} in the place of what is cut off. */
    public static String cut(String text, int most) {
        if (width(text) <= most) {
            return text;
        }
        int width = 1;
        int end = 0;
        while (end < text.length() && width + width(text.codePointAt(end)) <= most) {
            width += width(text.codePointAt(end));
            end += Character.charCount(text.codePointAt(end));
        }
        return text.substring(0, end) + "…";
    }

    /**
     * Without what a terminal would obey: names and labels come from other people. Tabulators and line ends stay.
     */
    public static String harmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isObeyed(text.charAt(i))) {
                StringBuilder clean = new StringBuilder(text);
                for (int j = i; j < clean.length(); j++) {
                    if (isObeyed(clean.charAt(j))) {
                        clean.setCharAt(j, '?');
                    }
                }
                return clean.toString();
            }
        }
        return text;
    }

    private static boolean isObeyed(char c) {
        return c != '\t' && c != '\n' && isUnseen(c);
    }

    /** Control characters, and those that turn the direction of what follows. */
    static boolean isUnseen(char c) {
        return Character.isISOControl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }

    private static int width(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    /** East Asian wide and full-width (Unicode's annex 11), and pictographs, as terminals draw them. */
    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0x303e)
                || (c >= 0x3041 && c <= 0xa4cf)
                || (c >= 0xa960 && c <= 0xa97f)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff01 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1f64f)
                || (c >= 0x1f680 && c <= 0x1f6ff)
                || (c >= 0x1f900 && c <= 0x1f9ff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }
}
