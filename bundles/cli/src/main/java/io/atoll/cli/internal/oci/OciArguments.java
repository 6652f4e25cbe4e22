package io.atoll.cli.internal.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Callers of OCI runtimes give the flags that are for all commands before the command: {@code oci --root DIR create ID}. Here they are
 * brought behind it.
 */
public final class OciArguments {
    private static final String OCI = "oci";
    private static final Set<String> WITH_VALUE =
            Set.of("--root", "--log", "--log-format", "--log-level", "--rootless", "--criu", "--cgroup-manager");

    private OciArguments() {}

    /** @param arguments of {@code atoll} */
    public static List<String> inOrder(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().equals(OCI)) {
            return arguments;
        }
        int verb = 1;
        while (verb < arguments.size() && arguments.get(verb).startsWith("-")) {
            String flag = arguments.get(verb);
            if (flag.equals("--version") || flag.equals("-v")) {
                return List.of(OCI, "version");
            }
            if (flag.equals("--help") || flag.equals("-h")) {
                return List.of(OCI, flag);
            }
            verb += WITH_VALUE.contains(flag) ? 2 : 1;
        }
        if (verb == 1 || verb >= arguments.size()) {
            return arguments;
        }
        List<String> ordered = new ArrayList<>(List.of(OCI, arguments.get(verb)));
        ordered.addAll(arguments.subList(1, verb));
        ordered.addAll(arguments.subList(verb + 1, arguments.size()));
        return ordered;
    }
}
