package io.atoll.cli.internal.output;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as people give them to {@code --since}, {@code --until} and the like. */
public final class Times {
    private static final Pattern STEP = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|µs|ms|h|m|s)");
    private static final Pattern DURATION = Pattern.compile("(?:%s)+".formatted(STEP.pattern()));
    private static final Pattern UNIX = Pattern.compile("\\d{1,11}(\\.\\d{1,9})?");

    private Times() {}

    /**
     * A point in time: {@code 10m}, that long before now; seconds since the epoch; a date, or a date and time, of here or with a zone.
     *
     * @throws AtollException INVALID if it is something else
     */
    public static Instant point(String text, Instant now) {
        try {
            if (DURATION.matcher(text).matches()) {
                return now.minus(duration(text));
            }
            if (UNIX.matcher(text).matches()) {
                return Instant.EPOCH.plus(seconds(new BigDecimal(text)));
            }
            if (!text.contains("T")) {
                return LocalDate.parse(text)
                        .atStartOfDay(ZoneId.systemDefault())
                        .toInstant();
            }
            return text.matches(".*T.*([Zz]|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid time '%s': expected for example 10m, 1h30m, 2026-01-31, 2026-01-31T10:00:00Z or 1767261600"
                            .formatted(text),
                    e);
        }
    }

    /**
     * {@code 30s}, {@code 1m30s}, {@code 1.5h}, {@code 500ms}.
     *
     * @param what is to be told if it is something else
     * @throws AtollException INVALID then
     */
    public static Duration duration(String text, String what) {
        if (text.equals("0") || DURATION.matcher(text).matches()) {
            return text.equals("0") ? Duration.ZERO : duration(text);
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "invalid %s '%s': expected a duration, for example 30s, 1m30s or 500ms".formatted(what, text));
    }

    private static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        Matcher step = STEP.matcher(text);
        while (step.find()) {
            BigDecimal number = new BigDecimal(step.group(1));
            sum = sum.plus(seconds(
                    switch (step.group(2)) {
                        case "h" -> number.multiply(BigDecimal.valueOf(3600));
                        case "m" -> number.multiply(BigDecimal.valueOf(60));
                        case "s" -> number;
                        case "ms" -> number.scaleByPowerOfTen(-3);
                        case "ns" -> number.scaleByPowerOfTen(-9);
                        default -> number.scaleByPowerOfTen(-6);
                    }));
        }
        return sum;
    }

    private static Duration seconds(BigDecimal seconds) {
        return Duration.ofNanos(seconds.scaleByPowerOfTen(9).longValue());
    }
}
