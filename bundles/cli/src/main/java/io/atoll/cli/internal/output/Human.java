package io.atoll.cli.internal.output;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Times and sizes in words. */
public final class Human {
    private Human() {}

    /** As Docker says it: {@code 5 seconds}, {@code About a minute}, {@code 3 weeks}. */
    public static String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        long minutes = seconds / 60;
        long hours = Math.round(seconds / 3600.0);
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds < 60) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        if (minutes < 60) {
            return minutes == 1 ? "About a minute" : minutes + " minutes";
        }
        if (hours < 48) {
            return hours == 1 ? "About an hour" : hours + " hours";
        }
        if (hours < 24 * 14) {
            return hours / 24 + " days";
        }
        if (hours < 24 * 60) {
            return hours / 24 / 7 + " weeks";
        }
        return hours < 24 * 365 * 2 ? hours / 24 / 30 + " months" : hours / 24 / 365 + " years";
    }

    public static String ago(Instant then, Instant now) {
        return duration(Duration.between(then, now)) + " ago";
    }

    /** Decimal units, three digits: {@code 7.46MB}. */
    public static String size(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        if (unit == 0) {
            return bytes + "B";
        }
        String format = value < 9.995 ? "%.2f%s" : value < 99.95 ? "%.1f%s" : "%.0f%s";
        return String.format(Locale.ROOT, format, value, units[unit]);
    }
}
