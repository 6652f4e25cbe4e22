package io.atoll.runtime.internal.oci;

import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Resources.BlockLimit;
import io.atoll.api.runtime.Resources.BlockLimit.Kind;
import io.atoll.api.runtime.Resources.RdmaLimit;
import io.atoll.runtime.internal.cgroup.DeviceRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code linux.resources} says (config-linux.md#control-groups).
 *
 * @param devices the rules, those for what every container may use behind them
 */
record GroupLimits(Resources resources, List<DeviceRule> devices) {
    private static final long MAX = Long.MAX_VALUE;

    static GroupLimits of(Value resources) {
        return new GroupLimits(limits(resources), devices(resources.at("devices")));
    }

    private static Resources limits(Value resources) {
        Value memory = resources.at("memory");
        Value cpu = resources.at("cpu");
        Value block = resources.at("blockIO");
        if (block.at("leafWeight").isPresent()) {
            throw block.at("leafWeight").unsupported("no kernel has had it since 5.0");
        }
        return Resources.builder()
                .memory(limit(memory.at("limit")))
                .memorySwap(swap(memory))
                .memoryReservation(limit(memory.at("reservation")))
                .memorySwappiness(number(memory.at("swappiness")))
                .oomKillDisable(memory.at("disableOOMKiller").flag() ? Boolean.TRUE : null)
                .cpuShares(positive(cpu.at("shares")))
                .cpuQuota(limit(cpu.at("quota")))
                .cpuPeriod(positive(cpu.at("period")))
                .cpuBurst(number(cpu.at("burst")))
                .cpuRealtimeRuntime(positive(cpu.at("realtimeRuntime")))
                .cpuRealtimePeriod(positive(cpu.at("realtimePeriod")))
                .cpuIdle(cpu.at("idle").isPresent() ? cpu.at("idle").number(0, 0, 1) == 1 : null)
                .cpusetCpus(text(cpu.at("cpus")))
                .cpusetMems(text(cpu.at("mems")))
                .pids(pids(resources.at("pids").at("limit")))
                .blkioWeight(positive(block.at("weight")))
                .blockLimits(blockLimits(block))
                .hugePages(hugePages(resources.at("hugepageLimits")))
                .networkClass(number(resources.at("network").at("classID")))
                .networkPriorities(priorities(resources.at("network").at("priorities")))
                .rdma(rdma(resources.at("rdma")))
                .unified(resources.at("unified").textMap())
                .build();
    }

    private static @Nullable Long number(Value value) {
        return value.isPresent() ? Long.valueOf(value.number(0, 0, MAX)) : null;
    }

    /** 0 is how many callers say nothing. */
    private static @Nullable Long positive(Value value) {
        Long number = number(value);
        return number == null || number == 0 ? null : number;
    }

    /** -1 is no limit. */
    private static @Nullable Long limit(Value value) {
        long number = value.number(0, -1, MAX);
        return number <= 0 ? null : Long.valueOf(number);
    }

    /** Without a limit of memory there is none of both together. */
    private static @Nullable Long swap(Value memory) {
        long swap = memory.at("swap").number(0, -1, MAX);
        return swap == 0 || limit(memory.at("limit")) == null ? null : Long.valueOf(swap);
    }

    private static @Nullable Long pids(Value value) {
        if (!value.isPresent()) {
            return null;
        }
        long number = value.number(0, -1, MAX);
        return number <= 0 ? Long.valueOf(-1) : Long.valueOf(number);
    }

    private static @Nullable String text(Value value) {
        String text = value.text("");
        return text.isEmpty() ? null : text;
    }

    private static List<BlockLimit> blockLimits(Value block) {
        List<BlockLimit> limits = new ArrayList<>();
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("weightDevice", Kind.WEIGHT);
        kinds.put("throttleReadBpsDevice", Kind.READ_BYTES);
        kinds.put("throttleWriteBpsDevice", Kind.WRITE_BYTES);
        kinds.put("throttleReadIOPSDevice", Kind.READ_OPERATIONS);
        kinds.put("throttleWriteIOPSDevice", Kind.WRITE_OPERATIONS);
        kinds.forEach((name, kind) -> {
            for (Value device : block.at(name).items()) {
                Value amount = device.at(kind == Kind.WEIGHT ? "weight" : "rate");
                limits.add(new BlockLimit(
                        kind,
                        device.at("major").number(0, 0, MAX),
                        device.at("minor").number(0, 0, MAX),
                        amount.number(0, 0, MAX)));
            }
        });
        return limits;
    }

    private static Map<String, Long> hugePages(Value limits) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (Value limit : limits.items()) {
            sizes.put(limit.at("pageSize").requiredText(), limit.at("limit").number(0, 0, MAX));
        }
        return sizes;
    }

    private static Map<String, Long> priorities(Value list) {
        Map<String, Long> priorities = new LinkedHashMap<>();
        for (Value one : list.items()) {
            priorities.put(one.at("name").requiredText(), one.at("priority").number(0, 0, MAX));
        }
        return priorities;
    }

    private static Map<String, RdmaLimit> rdma(Value devices) {
        Map<String, RdmaLimit> limits = new LinkedHashMap<>();
        if (devices.isPresent()) {
            devices.json().fieldNames().forEachRemaining(name -> {
                Value device = devices.at(name);
                limits.put(name, new RdmaLimit(number(device.at("hcaHandles")), number(device.at("hcaObjects"))));
            });
        }
        return limits;
    }

    private static List<DeviceRule> devices(Value list) {
        List<DeviceRule> rules = new ArrayList<>(List.of(DeviceRule.DEFAULT.getFirst()));
        for (Value rule : list.items()) {
            String access = rule.at("access").text("rwm");
            if (access.isEmpty() || !access.matches("[rwm]{1,3}")) {
                throw rule.at("access").invalid("it has to be some of r, w and m");
            }
            DeviceRule.Type type = switch (rule.at("type").text("a")) {
                case "a", "" -> DeviceRule.Type.ALL;
                case "c" -> DeviceRule.Type.CHARACTER;
                case "b" -> DeviceRule.Type.BLOCK;
                default -> throw rule.at("type").invalid("it has to be one of a, c and b");
            };
            rules.add(new DeviceRule(
                    rule.at("allow").flag(),
                    type,
                    rule.at("major").number(DeviceRule.ANY, DeviceRule.ANY, MAX),
                    rule.at("minor").number(DeviceRule.ANY, DeviceRule.ANY, MAX),
                    access));
        }
        rules.addAll(DeviceRule.DEFAULT.subList(1, DeviceRule.DEFAULT.size()));
        return List.copyOf(rules);
    }
}
