package io.atoll.cli.internal.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RateTest {
    private static final long SECOND = 1_000_000_000;

    private static Rate steady(int seconds, long speed) {
        Rate rate = new Rate(0, 0);
        for (int i = 1; i <= 10 * seconds; i++) {
            rate.sample(i * SECOND / 10, i * speed / 10);
        }
        return rate;
    }

    @Test
    void whatIsSteadyIsShownAsItIsFromTheBeginning() {
        assertEquals(OptionalLong.empty(), new Rate(0, 0).perSecond());
        assertEquals(OptionalLong.of(1000), steady(1, 1000).perSecond());
        assertEquals(OptionalLong.of(1000), steady(60, 1000).perSecond());
        assertEquals(OptionalLong.of(30), steady(1, 1000).left(30_000));
    }

    @Test
    void burstsAreSmoothed() {
        Rate rate = steady(30, 1000);
        rate.sample(30 * SECOND + SECOND / 10, 30_000 + 2000); // twenty times as fast for a moment
        long speed = rate.perSecond().orElse(0);
        assertTrue(speed > 1000 && speed < 1600, speed + "");
    }

    @Test
    void aChangeIsSeenWithinSeconds() {
        Rate rate = steady(30, 1000);
        for (int i = 1; i <= 200; i++) {
            rate.sample(30 * SECOND + i * SECOND / 10, 30_000 + i * 10_000L / 10);
        }
        long speed = rate.perSecond().orElse(0);
        assertTrue(speed > 9900 && speed <= 10_000, speed + "");
    }

    @Test
    void beginningAgainIsNoNegativeSpeed() {
        Rate rate = steady(30, 1000);
        rate.sample(31 * SECOND, 0);
        rate.sample(32 * SECOND, 1000);
        assertTrue(rate.perSecond().orElse(-1) > 0);
    }

    @Test
    void nobodySaysWhenWhatCannotBeKnown() {
        assertEquals(OptionalLong.empty(), steady(5, 0).left(1000));
        assertEquals(OptionalLong.empty(), steady(5, 1).left(Long.MAX_VALUE));
        assertEquals(OptionalLong.empty(), steady(5, 1000).left(0));
    }

    @Test
    void timeLeftInWords() {
        assertEquals("", RowText.left(OptionalLong.empty()));
        assertEquals("59s", RowText.left(OptionalLong.of(59)));
        assertEquals("1m 05s", RowText.left(OptionalLong.of(65)));
        assertEquals("99h 59m", RowText.left(OptionalLong.of(359_999)));
    }
}
