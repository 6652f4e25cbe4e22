package io.atoll.registry.internal.call;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What part of a blob an answer says it is (RFC 9110 section 14.4). */
public final class ContentRange {
    private static final Pattern FORM = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    private ContentRange() {}

    /**
     * Whether it goes on where it was asked to; it need not go to the end.
     *
     * @param header {@code Content-Range}
     * @param from what was asked for, in bytes
     * @param size of all of it, in bytes
     */
    public static boolean isRest(String header, long from, long size) {
        Matcher form = FORM.matcher(header.strip());
        return form.matches()
                && Long.parseLong(form.group(1)) == from
                && Long.parseLong(form.group(2)) < size
                && (form.group(3).equals("*") || Long.parseLong(form.group(3)) == size);
    }
}
