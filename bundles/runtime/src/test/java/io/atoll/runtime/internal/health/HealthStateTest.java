package io.atoll.runtime.internal.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.image.Healthcheck;
import io.atoll.api.runtime.Container.Health;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthStateTest {
    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Healthcheck CHECK = new Healthcheck(
            List.of("CMD", "true"),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            2);

    @TempDir
    Path temp;

    private static Probe probe(long second, int code) {
        Instant start = STARTED.plusSeconds(second);
        return new Probe(start, start.plusMillis(5), code, "said \"" + second + "\"\n");
    }

    private static HealthState after(HealthState state, Probe... probes) {
        HealthState now = state;
        for (Probe probe : probes) {
            now = now.after(probe, CHECK, STARTED);
        }
        return now;
    }

    @Test
    void badAnswersWhileItStartsDoNotCount() {
        HealthState state = after(HealthState.STARTING, probe(1, 1), probe(2, 1), probe(59, 1));
        assertEquals(Health.STARTING, state.status());
        assertEquals(0, state.failingStreak());
        assertEquals(Health.STARTING, after(state, probe(60, 1)).status());
        assertEquals(Health.UNHEALTHY, after(state, probe(60, 1), probe(61, -1)).status());
    }

    @Test
    void oneGoodAnswerIsEnoughAndEndsTheStart() {
        HealthState good = after(HealthState.STARTING, probe(1, 1), probe(2, 0));
        assertEquals(Health.HEALTHY, good.status());
        assertEquals(Health.HEALTHY, after(good, probe(3, 1)).status());
        HealthState bad = after(good, probe(3, 1), probe(4, 1));
        assertEquals(Health.UNHEALTHY, bad.status(), "though the start period is not over");
        assertEquals(2, bad.failingStreak());
        assertEquals(Health.HEALTHY, after(bad, probe(5, 0)).status());
        assertEquals(0, after(bad, probe(5, 0)).failingStreak());
    }

    @Test
    void theLastFiveAreKept() {
        HealthState state = HealthState.STARTING;
        for (int i = 0; i < 9; i++) {
            state = after(state, probe(i, 0));
        }
        assertEquals(List.of(probe(4, 0), probe(5, 0), probe(6, 0), probe(7, 0), probe(8, 0)), state.log());
    }

    @Test
    void asksMoreOftenWhileItStarts() {
        assertEquals(Duration.ofSeconds(2), HealthState.STARTING.pause(CHECK, STARTED, STARTED.plusSeconds(59)));
        assertEquals(Duration.ofSeconds(30), HealthState.STARTING.pause(CHECK, STARTED, STARTED.plusSeconds(60)));
        HealthState good = after(HealthState.STARTING, probe(2, 0));
        assertEquals(Duration.ofSeconds(30), good.pause(CHECK, STARTED, STARTED.plusSeconds(3)));
    }

    @Test
    void theNextEngineGoesOn() throws Exception {
        HealthFiles files = new HealthFiles(temp);
        HealthState state = after(HealthState.STARTING, probe(61, 1), probe(62, 3));
        files.write("abc", "12 345", state);
        assertEquals(Optional.of(state), files.read("abc", "12 345"));
        assertEquals(Optional.empty(), files.read("abc", "12 346"), "another run");
        assertEquals(Optional.empty(), files.read("def", "12 345"));
    }
}
