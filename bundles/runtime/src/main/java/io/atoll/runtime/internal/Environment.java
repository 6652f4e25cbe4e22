package io.atoll.runtime.internal;

import io.atoll.api.runtime.ExecSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment of a container's process: what every container has, over it the image's, over it the user's. */
final class Environment {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Environment() {}

    static List<String> of(ContainerConfig config, User user) {
        return list(ofContainer(config, user, config.terminal()));
    }

    /** Of a command in the container: over the container's, what was given for it. */
    static List<String> ofExec(ContainerConfig config, ExecSpec spec, User user) {
        Map<String, String> variables = ofContainer(config, user, spec.terminal());
        put(variables, spec.env());
        return list(variables);
    }

    private static Map<String, String> ofContainer(ContainerConfig config, User user, boolean terminal) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", PATH);
        variables.put("HOSTNAME", config.hostname().isEmpty() ? "localhost" : config.hostname());
        if (terminal) {
            variables.put("TERM", "xterm");
        }
        variables.put("HOME", user.home());
        put(variables, config.env());
        return variables;
    }

    /** The image's variables with the user's over them. */
    static List<String> merge(List<String> image, List<String> user) {
        Map<String, String> variables = new LinkedHashMap<>();
        put(variables, image);
        put(variables, user);
        return list(variables);
    }

    private static List<String> list(Map<String, String> variables) {
        List<String> list = new ArrayList<>(variables.size());
        variables.forEach((name, value) -> list.add(name + "=" + value));
        return list;
    }

    private static void put(Map<String, String> variables, List<String> assignments) {
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals > 0) {
                variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
            }
        }
    }
}
