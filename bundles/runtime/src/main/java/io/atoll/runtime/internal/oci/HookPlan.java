package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.json.Json;
import io.atoll.runtime.plan.LaunchPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Programs that are run at certain moments (config.md#posix-platform-hooks). */
final class HookPlan {
    private static final long LONGEST = 1 << 20;
    private static final String MARK = "\"@pid@\"";

    private HookPlan() {}

    /** Whatever is wrong with one of any kind is found when the container is made. */
    static void check(Value config) {
        for (String kind :
                List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop")) {
            for (Value hook : config.at("hooks").at(kind).items()) {
                fields(hook, "", "");
            }
        }
    }

    /**
     * Operations {@code hook}.
     *
     * @param where {@code runtime} or {@code container}
     * @param state what they read
     */
    static void add(LaunchPlan.Builder plan, Value config, String kind, String where, ObjectNode state) {
        for (Value hook : config.at("hooks").at(kind).items()) {
            List<String> fields = new ArrayList<>(List.of(where));
            fields.addAll(fields(hook, before(state), behind(state)));
            plan.add("hook", fields);
        }
    }

    /** Operations {@code hook-behind}; those of a process that is known already have its id in their state. */
    static boolean addBehind(LaunchPlan.Builder plan, Value config, String kind, ObjectNode state) {
        List<Value> hooks = config.at("hooks").at(kind).items();
        boolean known = state.has("pid");
        for (Value hook : hooks) {
            plan.add("hook-behind", fields(hook, known ? text(state) : before(state), known ? "" : behind(state)));
        }
        return !hooks.isEmpty();
    }

    private static List<String> fields(Value hook, String before, String behind) {
        List<String> arguments = hook.at("args").texts();
        String path = hook.at("path").requiredText();
        if (!path.startsWith("/")) {
            throw hook.at("path").invalid("it has to be absolute");
        }
        List<String> fields = new ArrayList<>();
        fields.add(Long.toString(hook.at("timeout").number(0, 1, LONGEST)));
        fields.add(before);
        fields.add(behind);
        fields.add(Integer.toString(arguments.size()));
        fields.add(path);
        fields.addAll(arguments);
        fields.addAll(hook.at("env").texts());
        return fields;
    }

    /** The launcher knows the process id, and writes it between the two. It stands first: what follows may hold anything. */
    private static String before(ObjectNode state) {
        String text = text(marked(state));
        return text.substring(0, text.indexOf(MARK));
    }

    private static String behind(ObjectNode state) {
        String text = text(marked(state));
        return text.substring(text.indexOf(MARK) + MARK.length());
    }

    private static ObjectNode marked(ObjectNode state) {
        ObjectNode marked = Json.object().put("pid", "@pid@");
        marked.setAll(state);
        return marked;
    }

    private static String text(ObjectNode state) {
        return new String(Json.pretty(state), StandardCharsets.UTF_8);
    }
}
