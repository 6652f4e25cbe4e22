package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.cli.internal.output.Human;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HumanTest {
    @Test
    void durations() {
        assertEquals("Less than a second", Human.duration(Duration.ofMillis(999)));
        assertEquals("Less than a second", Human.duration(Duration.ofSeconds(-5)));
        assertEquals("1 second", Human.duration(Duration.ofSeconds(1)));
        assertEquals("59 seconds", Human.duration(Duration.ofSeconds(59)));
        assertEquals("About a minute", Human.duration(Duration.ofSeconds(60)));
        assertEquals("59 minutes", Human.duration(Duration.ofMinutes(59)));
        assertEquals("About an hour", Human.duration(Duration.ofMinutes(60)));
        assertEquals("47 hours", Human.duration(Duration.ofHours(47)));
        assertEquals("2 days", Human.duration(Duration.ofDays(2)));
        assertEquals("3 weeks", Human.duration(Duration.ofDays(22)));
        assertEquals("3 months", Human.duration(Duration.ofDays(100)));
        assertEquals("2 years", Human.duration(Duration.ofDays(800)));
    }

    @Test
    void sizes() {
        assertEquals("0B", Human.size(0));
        assertEquals("999B", Human.size(999));
        assertEquals("1.00kB", Human.size(1000));
        assertEquals("9.99kB", Human.size(9990));
        assertEquals("10.0kB", Human.size(9999));
        assertEquals("7.46MB", Human.size(7_456_789));
        assertEquals("1.00GB", Human.size(999_999_999));
        assertEquals("9223PB", Human.size(Long.MAX_VALUE));
    }
}
