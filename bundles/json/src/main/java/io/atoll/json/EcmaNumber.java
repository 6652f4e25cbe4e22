package io.atoll.json;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as ECMAScript writes them (ECMA-262 Number::toString), which RFC 8785 asks for: the shortest digits, since JDK 19 those of {@code Double.toString}. */
final class EcmaNumber {
    private EcmaNumber() {}

    static void append(StringBuilder out, double value) {
        if (value == 0) {
            out.append('0');
            return;
        }
        if (value < 0) {
            out.append('-');
        }
        BigDecimal decimal = shortest(Math.abs(value));
        String digits = decimal.unscaledValue().toString();
        int point = digits.length() - decimal.scale();
        if (point > 21 || point < -5) {
            exponential(out, digits, point - 1);
        } else if (point <= 0) {
            out.append("0.").append("0".repeat(-point)).append(digits);
        } else if (point >= digits.length()) {
            out.append(digits).append("0".repeat(point - digits.length()));
        } else {
            out.append(digits, 0, point).append('.').append(digits, point, digits.length());
        }
    }

    /** Java writes two digits where one would do, as in 4.9E-324. */
    private static BigDecimal shortest(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        BigDecimal one = decimal.round(new MathContext(1));
        return one.doubleValue() == value ? one.stripTrailingZeros() : decimal;
    }

    private static void exponential(StringBuilder out, String digits, int exponent) {
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
    }
}
