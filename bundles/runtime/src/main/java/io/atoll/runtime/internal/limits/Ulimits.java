package io.atoll.runtime.internal.limits;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.ProcessLimits.Ulimit;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Resource limits (setrlimit(2)) of a container's processes. */
public final class Ulimits {
    /** As many open files as this, or as the launching process may have at most. */
    private static final String OPEN_FILES = "<1048576";

    private static final Set<String> NAMES = Set.of(
            "as",
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    private Ulimits() {}

    /** @throws AtollException INVALID if there is no such limit, or a value is none */
    public static void check(ProcessLimits limits) {
        Set<String> seen = new HashSet<>();
        for (Ulimit ulimit : limits.ulimits()) {
            if (!NAMES.contains(ulimit.name())) {
                throw invalid(ulimit, "there is no such limit; those are " + String.join(", ", sorted()));
            }
            if (!seen.add(ulimit.name())) {
                throw invalid(ulimit, "it is given twice");
            }
            if (ulimit.soft() < -1 || ulimit.hard() < -1) {
                throw invalid(ulimit, "expected a number, or -1 for unlimited");
            }
            if (ulimit.hard() != -1 && (ulimit.soft() == -1 || ulimit.soft() > ulimit.hard())) {
                throw invalid(ulimit, "the soft limit is above the hard one");
            }
        }
        Integer score = limits.oomScoreAdjustment();
        if (score != null && (score < -1000 || score > 1000)) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid out-of-memory score %d: a number from -1000 to 1000".formatted(score));
        }
    }

    /** Sets the limits of the process the plan makes. */
    public static void add(LaunchPlan.Builder plan, ProcessLimits limits) {
        if (limits.ulimits().stream().noneMatch(ulimit -> ulimit.name().equals("nofile"))) {
            plan.add("rlimit", "nofile", OPEN_FILES, OPEN_FILES);
        }
        for (Ulimit ulimit : limits.ulimits()) {
            plan.add("rlimit", ulimit.name(), value(ulimit.soft()), value(ulimit.hard()));
        }
    }

    /** Says how soon the process is killed when there is no memory; from its first moment. */
    public static void addScore(LaunchPlan.Builder plan, ProcessLimits limits) {
        if (limits.oomScoreAdjustment() != null) {
            plan.add("oom-score-adj", limits.oomScoreAdjustment().toString());
        }
    }

    private static String value(long limit) {
        return limit == -1 ? "unlimited" : Long.toString(limit);
    }

    private static List<String> sorted() {
        List<String> names = new ArrayList<>(NAMES);
        names.sort(null);
        return names;
    }

    private static AtollException invalid(Ulimit ulimit, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid ulimit '%s': %s".formatted(ulimit.name(), why));
    }
}
