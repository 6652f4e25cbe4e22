package io.atoll.runtime.internal.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.ProcessLimits.Ulimit;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class UlimitsTest {
    private static String plan(ProcessLimits limits) {
        Ulimits.check(limits);
        LaunchPlan.Builder plan = LaunchPlan.builder();
        Ulimits.add(plan, limits);
        return plan.build().toString();
    }

    @Test
    void whatIsAskedForReplacesTheDefault() {
        assertEquals("rlimit nofile \"<1048576\" \"<1048576\"\n", plan(ProcessLimits.DEFAULT));
        assertEquals(
                "rlimit nofile 1 2\nrlimit core 0 unlimited\nrlimit stack unlimited unlimited\n",
                plan(new ProcessLimits(
                        List.of(new Ulimit("nofile", 1, 2), new Ulimit("core", 0, -1), new Ulimit("stack", -1, -1)),
                        null)));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (Ulimit bad : List.of(
                new Ulimit("nope", 1, 1),
                new Ulimit("NOFILE", 1, 1),
                new Ulimit("nofile", 2, 1),
                new Ulimit("nofile", -1, 1),
                new Ulimit("nofile", -2, -2))) {
            assertThrows(AtollException.class, () -> plan(new ProcessLimits(List.of(bad), null)), bad.toString());
        }
        Ulimit one = new Ulimit("core", 1, 1);
        assertThrows(AtollException.class, () -> plan(new ProcessLimits(List.of(one, one), null)));
        for (int score : List.of(-1001, 1001)) {
            assertThrows(AtollException.class, () -> plan(new ProcessLimits(List.of(), score)));
        }
    }
}
