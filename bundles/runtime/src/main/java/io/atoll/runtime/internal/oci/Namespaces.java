package io.atoll.runtime.internal.oci;

import io.atoll.runtime.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A container's namespaces (config-linux.md#namespaces); of a type that is not there it has the host's.
 *
 * @param made those that are new, as the plan names them
 * @param joined those of others, and where they are
 */
record Namespaces(Set<String> made, Map<String, String> joined) {
    /** The specification's names; the plan's are the same. */
    static final List<String> KNOWN = List.of("cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts");

    private static final long MAX_ID = 0xffff_ffffL;
    private static final int MOST_RANGES = 340;

    static Namespaces of(Value config) {
        Set<String> made = new LinkedHashSet<>();
        Map<String, String> joined = new LinkedHashMap<>();
        for (Value namespace : config.at("linux").at("namespaces").items()) {
            String type = namespace.at("type").requiredText();
            if (!KNOWN.contains(type)) {
                throw namespace.invalid("'%s' is not a type of namespaces".formatted(type));
            }
            if (made.contains(type) || joined.containsKey(type)) {
                throw namespace.invalid("there are two of type " + type);
            }
            String path = namespace.at("path").text("");
            if (path.isEmpty()) {
                made.add(type);
            } else if (path.startsWith("/")) {
                joined.put(type, path);
            } else {
                throw namespace.at("path").invalid("it has to be absolute");
            }
        }
        if (!made.contains("mount")) {
            throw config.at("linux")
                    .at("namespaces")
                    .unsupported("a container needs a mount namespace of its own, or it would change another's mounts");
        }
        return new Namespaces(made, joined);
    }

    boolean isNew(String type) {
        return made.contains(type);
    }

    /** Whether it is not the host's. */
    boolean has(String type) {
        return made.contains(type) || joined.containsKey(type);
    }

    /** All that are not the host's, as one who joins the container needs them. */
    String list() {
        List<String> all = new ArrayList<>(made);
        all.addAll(joined.keySet());
        return String.join(",", all);
    }

    void add(LaunchPlan.Builder plan, Value config) {
        plan.add("namespaces", String.join(",", made));
        joined.forEach((type, path) -> plan.add("namespace-path", type, path));
        Value linux = config.at("linux");
        map(plan, "user-map", linux.at("uidMappings"));
        map(plan, "group-map", linux.at("gidMappings"));
        Value offsets = linux.at("timeOffsets");
        if (offsets.isPresent() && !isNew("time")) {
            throw offsets.invalid("it needs a time namespace of the container's own");
        }
        for (String clock : List.of("monotonic", "boottime")) {
            Value offset = offsets.at(clock);
            if (offset.isPresent()) {
                plan.add(
                        "time-offset",
                        clock,
                        Long.toString(offset.at("secs").number(0, Long.MIN_VALUE, Long.MAX_VALUE)),
                        Long.toString(offset.at("nanosecs").number(0, 0, 999_999_999)));
            }
        }
    }

    private void map(LaunchPlan.Builder plan, String operation, Value mappings) {
        List<Value> ranges = mappings.items();
        if (isNew("user") == ranges.isEmpty()) {
            throw mappings.invalid(
                    ranges.isEmpty()
                            ? "a new user namespace needs it"
                            : "it needs a user namespace of the container's own");
        }
        if (ranges.size() > MOST_RANGES) {
            throw mappings.invalid("at most %d ranges".formatted(MOST_RANGES));
        }
        if (!ranges.isEmpty()) {
            List<String> fields = new ArrayList<>();
            ranges.forEach(range -> fields.addAll(range(range)));
            plan.add(operation, fields);
        }
    }

    private static List<String> range(Value range) {
        return List.of(
                Long.toString(range.at("containerID").number(0, 0, MAX_ID)),
                Long.toString(range.at("hostID").number(0, 0, MAX_ID)),
                Long.toString(range.at("size").number(0, 1, MAX_ID)));
    }

    /** The ranges as a mount takes them. */
    static String ranges(Value mappings) {
        return String.join(
                ",",
                mappings.items().stream()
                        .map(range -> String.join(":", range(range)))
                        .toList());
    }
}
