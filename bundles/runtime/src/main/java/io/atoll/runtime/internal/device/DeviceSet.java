package io.atoll.runtime.internal.device;

import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Security;
import io.atoll.runtime.internal.cgroup.DeviceRule;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The devices of one container: the files it gets, and what its control group allows.
 *
 * @param nodes in the order they are made
 * @param rules of several that fit, the last counts
 */
public record DeviceSet(List<DeviceNode> nodes, List<DeviceRule> rules) {
    private static final List<DeviceNode> COMMON = List.of(
            common("null", 1, 3),
            common("zero", 1, 5),
            common("full", 1, 7),
            common("random", 1, 8),
            common("urandom", 1, 9),
            common("tty", 5, 0));

    /** What a container has that asked for nothing. */
    public static final DeviceSet DEFAULT = new DeviceSet(COMMON, DeviceRule.DEFAULT);

    public DeviceSet {
        nodes = List.copyOf(nodes);
        rules = List.copyOf(rules);
    }

    /**
     * A container's devices, as they are on the host now.
     *
     * @throws io.atoll.api.AtollException INVALID if the host has no such device
     */
    public static DeviceSet of(Security security, Devices devices, HostDevices host) {
        if (!security.privileged() && devices.equals(Devices.NONE)) {
            return DEFAULT;
        }
        Map<String, DeviceNode> nodes = new LinkedHashMap<>();
        COMMON.forEach(node -> nodes.put(node.path(), node));
        List<DeviceRule> rules = new ArrayList<>(DeviceRule.DEFAULT);
        if (security.privileged()) {
            host.all().forEach(node -> nodes.putIfAbsent(node.path(), node));
        }
        for (Devices.Mapping mapping : devices.mappings()) {
            for (DeviceNode node : host.find(mapping)) {
                nodes.put(node.path(), node);
                rules.add(new DeviceRule(
                        true, DeviceRules.type(node.type()), node.major(), node.minor(), mapping.access()));
            }
        }
        devices.rules().forEach(rule -> rules.add(DeviceRules.parse(rule)));
        return new DeviceSet(List.copyOf(nodes.values()), security.privileged() ? DeviceRule.EVERYTHING : rules);
    }

    /** Makes the files, in a {@code /dev} that is the container's own. */
    public void add(LaunchPlan.Builder plan) {
        for (DeviceNode node : nodes) {
            List<String> fields = new ArrayList<>(List.of(
                    node.path(),
                    String.valueOf(node.type()),
                    Integer.toOctalString(node.mode()),
                    Long.toString(node.major()),
                    Long.toString(node.minor())));
            if (node.uid() != 0 || node.gid() != 0) {
                fields.add(Integer.toUnsignedString(node.uid()));
                fields.add(Integer.toUnsignedString(node.gid()));
            }
            plan.add("mknod", fields);
        }
    }

    private static DeviceNode common(String name, int major, int minor) {
        return new DeviceNode("/dev/" + name, 'c', major, minor, 0666, 0, 0);
    }
}
