package io.atoll.runtime.internal.oci;

import io.atoll.runtime.plan.LaunchPlan;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where and how urgently a process runs (config.md#linux-process: scheduler, ioPriority, execCPUAffinity, oomScoreAdj). */
final class SchedulePlan {
    private static final List<String> POLICIES = List.of("other", "batch", "idle", "fifo", "rr", "iso", "deadline");
    private static final Map<String, String> CLASSES = Map.of(
            "IOPRIO_CLASS_RT", "realtime",
            "IOPRIO_CLASS_BE", "best-effort",
            "IOPRIO_CLASS_IDLE", "idle");
    private static final long MAX = Long.MAX_VALUE;

    private SchedulePlan() {}

    /** What comes before the process is made. */
    static void addSetup(LaunchPlan.Builder plan, Value process) {
        Value score = process.at("oomScoreAdj");
        if (score.isPresent()) {
            plan.add("oom-score-adj", Long.toString(score.number(0, -1000, 1000)));
        }
        String initial = process.at("execCPUAffinity").at("initial").text("");
        if (!initial.isEmpty()) {
            plan.add("initial-cpu-affinity", initial);
        }
    }

    static void add(LaunchPlan.Builder plan, Value process) {
        Value scheduler = process.at("scheduler");
        if (scheduler.isPresent()) {
            plan.add(
                    "scheduler",
                    policy(scheduler.at("policy")),
                    Long.toString(scheduler.at("nice").number(0, -20, 19)),
                    Long.toString(scheduler.at("priority").number(0, 0, 99)),
                    String.join(
                            ",",
                            scheduler.at("flags").texts().stream()
                                    .map(SchedulePlan::flag)
                                    .toList()),
                    Long.toString(scheduler.at("runtime").number(0, 0, MAX)),
                    Long.toString(scheduler.at("deadline").number(0, 0, MAX)),
                    Long.toString(scheduler.at("period").number(0, 0, MAX)));
        }
        Value priority = process.at("ioPriority");
        if (priority.isPresent()) {
            String name = CLASSES.get(priority.at("class").requiredText());
            if (name == null) {
                throw priority.at("class")
                        .invalid("it has to be one of "
                                + CLASSES.keySet().stream().sorted().toList());
            }
            plan.add("io-priority", name, Long.toString(priority.at("priority").number(0, 0, 7)));
        }
        String processors = process.at("execCPUAffinity").at("final").text("");
        if (!processors.isEmpty()) {
            plan.add("cpu-affinity", processors);
        }
    }

    private static String policy(Value value) {
        String text = value.requiredText();
        String name = text.startsWith("SCHED_") ? text.substring(6).toLowerCase(Locale.ROOT) : "";
        if (!POLICIES.contains(name)) {
            throw value.invalid("'%s' is not a policy".formatted(text));
        }
        return name;
    }

    /** {@code SCHED_FLAG_RESET_ON_FORK}: {@code reset-on-fork}. */
    private static String flag(String name) {
        return name.replaceFirst("^SCHED_FLAG_", "").toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
