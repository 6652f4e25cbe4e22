package io.atoll.runtime.internal.device;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.runtime.internal.cgroup.DeviceRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Device rules as people write them, and as the kernel's version 1 of control groups does: {@code c 10:229 rwm}. */
final class DeviceRules {
    private static final long MAX = 0xffff_ffffL;
    private static final Pattern RULE = Pattern.compile("([acb]) ([0-9]{1,10}|\\*):([0-9]{1,10}|\\*) ([rwm]{1,3})");

    private DeviceRules() {}

    /**
     * A rule that allows something.
     *
     * @throws AtollException INVALID
     */
    static DeviceRule parse(String text) {
        Matcher rule = RULE.matcher(text);
        if (rule.matches()) {
            long major = number(rule.group(2));
            long minor = number(rule.group(3));
            if (major <= MAX && minor <= MAX) {
                return new DeviceRule(true, type(rule.group(1).charAt(0)), major, minor, inOrder(rule.group(4)));
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

    /** @param letter the kernel's */
    static DeviceRule.Type type(char letter) {
        return switch (letter) {
            case 'b' -> DeviceRule.Type.BLOCK;
            case 'c' -> DeviceRule.Type.CHARACTER;
            default -> DeviceRule.Type.ALL;
        };
    }

    private static long number(String text) {
        return text.equals("*") ? DeviceRule.ANY : Long.parseLong(text);
    }
}
