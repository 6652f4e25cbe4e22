package io.atoll.runtime.internal;

import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.storage.RootFs;
import io.atoll.runtime.internal.NamespaceOwners.Owner;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.device.DeviceSet;
import io.atoll.runtime.internal.limits.Ulimits;
import io.atoll.runtime.internal.mount.MountOperations;
import io.atoll.runtime.internal.mount.PlannedMount;
import io.atoll.runtime.internal.namespace.Kind;
import io.atoll.runtime.internal.namespace.Sysctls;
import io.atoll.runtime.internal.security.AppArmor;
import io.atoll.runtime.internal.security.PathProtection;
import io.atoll.runtime.plan.LaunchPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a container into its launch plan. Nothing is read and nothing is decided here that is not in the arguments: the same
 * arguments give the same plan.
 */
final class PlanCompiler {
    private PlanCompiler() {}

    /**
     * What a plan is made of beside the container's configuration.
     *
     * @param mountpoint where the launcher mounts the root, in the new mount namespace
     * @param log the log file
     * @param attach the attach socket
     * @param owners whose namespaces it has
     * @param capabilities the most its processes can have
     * @param groups the control groups it enters
     * @param endNotice created when the container has ended
     */
    record Inputs(
            RootFs root,
            User user,
            LaunchOptions options,
            Path mountpoint,
            Path state,
            Path log,
            Path attach,
            Path endNotice,
            NetworkFiles networkFiles,
            List<PlannedMount> mounts,
            Map<Kind, Owner> owners,
            DeviceSet devices,
            Set<String> capabilities,
            ControlGroup groups,
            boolean unifiedCgroups) {
        Owner owner(Kind kind) {
            return owners.getOrDefault(kind, Owner.ITSELF);
        }
    }

    /** @param filter the system call filter, {@code struct sock_filter[]}; empty for none */
    static LaunchPlan compile(ContainerConfig config, Inputs in, byte[] filter) {
        LaunchPlan.Builder plan = LaunchPlan.builder();
        parent(plan, config, in);
        root(plan, in);
        FileSystems.add(plan, config, in.devices(), in.owner(Kind.IPC), in.unifiedCgroups());
        networkFiles(plan, config, in.networkFiles());
        MountOperations.add(plan, in.mounts());
        if (!config.workingDir().equals("/")) {
            plan.add("mkdir", config.workingDir(), "755", "0", "0");
        }
        Sysctls.add(plan, config.namespaces());
        PathProtection.add(plan, config.security());
        plan.add("pivot");
        if (config.terminal()) {
            plan.add("console");
        }
        if (config.readOnly()) {
            plan.add("readonly-root");
        }
        if (!config.hostname().isEmpty()) {
            plan.add("hostname", config.hostname());
        }
        if (config.dns().domain() != null) {
            plan.add("domainname", config.dns().domain());
        }
        if (in.owner(Kind.NETWORK) instanceof Owner.Itself) {
            plan.add("loopback");
        }
        process(plan, config, in, filter);
        return plan.build();
    }

    private static void parent(LaunchPlan.Builder plan, ContainerConfig config, Inputs in) {
        boolean monitored = in.options().mode() != LaunchMode.FOREGROUND;
        // In the foreground a container to be removed at its end writes straight to the caller: nobody can ask for its
        // log.
        boolean capture = monitored || !config.autoRemove();
        plan.add(
                "mode",
                switch (in.options().mode()) {
                    case FOREGROUND -> "foreground";
                    case DETACHED -> "detached";
                    case ATTACHED -> "attached";
                });
        if (config.terminal()) {
            plan.add(
                    "terminal",
                    Integer.toString(in.options().terminal().columns()),
                    Integer.toString(in.options().terminal().rows()));
            if (!config.interactive()) {
                plan.add("stdio", "null", "capture"); // What the user types is not the container's.
            }
        } else {
            String input = config.interactive() ? (monitored ? "pipe" : "inherit") : "null";
            plan.add("stdio", input, capture ? "capture" : "inherit");
        }
        if (capture) {
            LogPlan.add(plan, config.lifecycle().log(), in.log());
        }
        if (monitored) {
            plan.add("attach", in.attach().toString());
            plan.add("detach-keys", in.options().detachKeys());
        }
        plan.add("state", in.state().toString());
        if (monitored) {
            plan.add("notify", in.endNotice().toString()); // A caller in the foreground tells the engine itself.
        }
        namespaces(plan, in);
        Ulimits.addScore(plan, config.processLimits());
        addGroups(plan, in.groups());
        if (!(in.owner(Kind.PID) instanceof Owner.Itself) && !in.groups().isNone()) {
            // Nobody else ends what its first process leaves.
            plan.add("end-group", in.groups().directories().getFirst().toString());
        }
    }

    private static void namespaces(LaunchPlan.Builder plan, Inputs in) {
        plan.add("namespaces", Kind.list(kind -> in.owner(kind) instanceof Owner.Itself));
        Map<ContainerProcess, List<String>> others = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            if (in.owner(kind) instanceof Owner.Other other) {
                others.computeIfAbsent(other.process(), first -> new ArrayList<>())
                        .add(kind.toString());
            }
        }
        others.forEach((process, kinds) -> plan.add(
                "share", Long.toString(process.pid()), Long.toString(process.startTime()), String.join(",", kinds)));
    }

    static void addGroups(LaunchPlan.Builder plan, ControlGroup groups) {
        if (!groups.isNone()) {
            plan.add("cgroup", groups.directories().stream().map(Path::toString).toList());
        }
    }

    private static void root(LaunchPlan.Builder plan, Inputs in) {
        plan.add("propagation", "private");
        switch (in.root()) {
            case RootFs.Overlay overlay -> {
                List<String> fields = new ArrayList<>();
                fields.add(in.mountpoint().toString());
                fields.add(overlay.upper().toString());
                fields.add(overlay.work().toString());
                fields.add(String.join(",", overlay.options()));
                overlay.lowers().forEach(lower -> fields.add(lower.toString()));
                plan.add("overlay", fields);
            }
            case RootFs.Directory directory ->
                plan.add("root", in.mountpoint().toString(), directory.path().toString());
        }
    }

    private static void networkFiles(LaunchPlan.Builder plan, ContainerConfig config, NetworkFiles files) {
        String flags = config.readOnly() ? "ro,nosuid,nodev,noexec" : "nosuid,nodev,noexec";
        plan.add("file", "/etc/hostname", "644", flags, files.hostname() + "\n");
        plan.add("file", "/etc/hosts", "644", flags, files.hosts());
        plan.add("file", "/etc/resolv.conf", "644", flags, files.resolvConf());
    }

    private static void process(LaunchPlan.Builder plan, ContainerConfig config, Inputs in, byte[] filter) {
        AppArmor.add(plan, config.security());
        Rights.add(plan, config, in.user(), in.capabilities(), filter);
        plan.add("parent-death-signal", "9");
        plan.add("chdir", config.workingDir());
        plan.add("environment", Environment.of(config, in.user()));
        if (config.init()) {
            plan.add("init");
        }
        Rights.addLateFilter(plan, config, filter);
        plan.add("exec", config.command());
    }
}
