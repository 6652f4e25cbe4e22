package io.atoll.runtime.plan;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The text form of a plan, for goldens and error reports. */
final class PlanText {
    private PlanText() {}

    static String render(LaunchPlan plan) {
        StringBuilder out = new StringBuilder(4096);
        for (List<byte[]> fields : plan.operations()) {
            String separator = "";
            for (byte[] field : fields) {
                out.append(separator);
                append(out, field);
                separator = " ";
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static void append(StringBuilder out, byte[] field) {
        if (field.length > 0 && isPlain(field)) {
            out.append(new String(field, StandardCharsets.US_ASCII));
            return;
        }
        out.append('"');
        for (byte b : field) {
            switch (b) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (b >= 0x20 && b < 0x7f) {
                        out.append((char) b);
                    } else {
                        out.append("\\x").append(hex(b >> 4)).append(hex(b));
                    }
                }
            }
        }
        out.append('"');
    }

    private static char hex(int nibble) {
        return Character.forDigit(nibble & 15, 16);
    }

    private static boolean isPlain(byte[] field) {
        for (byte b : field) {
            boolean plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || "_./:,=+@%-".indexOf(b) >= 0;
            if (!plain) {
                return false;
            }
        }
        return true;
    }
}
