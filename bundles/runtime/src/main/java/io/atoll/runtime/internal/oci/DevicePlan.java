package io.atoll.runtime.internal.oci;

import io.atoll.runtime.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Devices: those every container has, and those of the configuration (config-linux.md#devices). */
final class DevicePlan {
    private static final long MAX_ID = 0xffff_fffeL;
    private static final long MAX_NUMBER = 0xf_ffffL;
    private static final List<List<String>> DEFAULT = List.of(
            List.of("/dev/null", "c", "666", "1", "3"),
            List.of("/dev/zero", "c", "666", "1", "5"),
            List.of("/dev/full", "c", "666", "1", "7"),
            List.of("/dev/random", "c", "666", "1", "8"),
            List.of("/dev/urandom", "c", "666", "1", "9"),
            List.of("/dev/tty", "c", "666", "5", "0"));
    private static final List<List<String>> LINKS = List.of(
            List.of("/proc/self/fd", "/dev/fd"),
            List.of("/proc/self/fd/0", "/dev/stdin"),
            List.of("/proc/self/fd/1", "/dev/stdout"),
            List.of("/proc/self/fd/2", "/dev/stderr"),
            List.of("pts/ptmx", "/dev/ptmx"));

    private DevicePlan() {}

    static void add(LaunchPlan.Builder plan, Value config, Namespaces namespaces) {
        List<Value> listed = config.at("linux").at("devices").items();
        if (MountPlan.bindsDevices(config)) {
            return; // Nothing is made in a directory of the host.
        }
        Set<String> others = new HashSet<>();
        listed.forEach(device -> others.add(device.at("path").text("")));
        DEFAULT.stream().filter(device -> !others.contains(device.getFirst())).forEach(device -> {
            List<String> fields = new ArrayList<>(device);
            fields.addAll(List.of("0", "0"));
            node(plan, fields, namespaces);
        });
        listed.forEach(device -> node(plan, listed(device), namespaces));
        LINKS.forEach(link -> plan.add("symlink", link));
    }

    /** In a user namespace no device can be made: then the host's of the same name serves, if it is the same. */
    private static void node(LaunchPlan.Builder plan, List<String> device, Namespaces namespaces) {
        List<String> fields = new ArrayList<>(device);
        if (namespaces.has("user") && !device.get(1).equals("p")) {
            fields.add(device.getFirst());
        }
        plan.add("mknod", fields);
    }

    private static List<String> listed(Value device) {
        String path = device.at("path").requiredText();
        if (!path.startsWith("/")) {
            throw device.at("path").invalid("it has to be absolute");
        }
        String type = switch (device.at("type").requiredText()) {
            case "c", "u" -> "c";
            case "b" -> "b";
            case "p" -> "p";
            default -> throw device.at("type").invalid("it has to be one of c, b, u, p");
        };
        boolean numbered = !type.equals("p");
        if (numbered && (!device.at("major").isPresent() || !device.at("minor").isPresent())) {
            throw device.invalid("it needs 'major' and 'minor'");
        }
        return List.of(
                path,
                type,
                Long.toOctalString(device.at("fileMode").number(0666, 0, 0xffff_ffffL) & 07777),
                Long.toString(device.at("major").number(0, 0, MAX_NUMBER)),
                Long.toString(device.at("minor").number(0, 0, MAX_NUMBER)),
                Long.toString(device.at("uid").number(0, 0, MAX_ID)),
                Long.toString(device.at("gid").number(0, 0, MAX_ID)));
    }
}
