package io.atoll.runtime.internal.device;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a control group lets a container do with a device; everything is forbidden that no rule allows (runtime-spec 1.2 config-linux.md#allowed-device-list).
 *
 * @param type {@code c}, {@code b}, or {@code a} for both
 * @param major null for every one
 * @param minor null for every one
 * @param access of {@code r}, {@code w} and {@code m}, in this order
 */
public record DeviceRule(
        char type, @Nullable Long major, @Nullable Long minor, String access) {
    private static final long MAX = 0xffff_ffffL;
    private static final Pattern RULE = Pattern.compile("([acb]) ([0-9]{1,10}|\\*):([0-9]{1,10}|\\*) ([rwm]{1,3})");

    /**
     * @param text as {@code c 10:229 rwm}
     * @throws AtollException INVALID
     */
    public static DeviceRule parse(String text) {
        Matcher rule = RULE.matcher(text);
        if (rule.matches()) {
            Long major = number(rule.group(2));
            Long minor = number(rule.group(3));
            if ((major == null || major <= MAX) && (minor == null || minor <= MAX)) {
                return new DeviceRule(rule.group(1).charAt(0), major, minor, inOrder(rule.group(4)));
            }
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "invalid device rule '%s': expected 'TYPE MAJOR:MINOR ACCESS', for example 'c 10:229 rwm' or 'b *:* m'"
                        .formatted(text));
    }

    /** The letters of {@code rwm} that are there. */
    static String inOrder(String access) {
        StringBuilder ordered = new StringBuilder(3);
        for (char letter : "rwm".toCharArray()) {
            if (access.indexOf(letter) >= 0) {
                ordered.append(letter);
            }
        }
        return ordered.toString();
    }

    private static @Nullable Long number(String text) {
        return text.equals("*") ? null : Long.valueOf(text);
    }

    /** As version 1 of control groups has it in {@code devices.allow}. */
    @Override
    public String toString() {
        return "%c %s:%s %s".formatted(type, major == null ? "*" : major, minor == null ? "*" : minor, access);
    }
}
