package io.atoll.runtime.internal;

import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.limits.Ulimits;
import io.atoll.runtime.internal.namespace.Kind;
import io.atoll.runtime.internal.security.AppArmor;
import io.atoll.runtime.internal.security.Capabilities;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.Set;

/** Turns a command for a running container into its launch plan. As {@link PlanCompiler}: the same arguments give the same plan. */
final class ExecCompiler {
    private ExecCompiler() {}

    /**
     * @param process the container's first
     * @param capture whether the launcher takes the output of a command without a terminal and writes it itself: after what it has to say
     * @param groups the container's control groups
     * @param filter the system call filter, {@code struct sock_filter[]}; empty for none
     */
    static LaunchPlan compile(
            ContainerConfig config,
            ContainerProcess process,
            ExecSpec spec,
            User user,
            LaunchOptions options,
            boolean capture,
            ControlGroup groups,
            byte[] filter) {
        LaunchPlan.Builder plan = LaunchPlan.builder();
        stdio(plan, spec, options, capture);
        plan.add(
                "join",
                Long.toString(process.pid()),
                Long.toString(process.startTime()),
                Kind.list(kind -> !(kind.source(config.namespaces(), config.network()) instanceof Source.Host)));
        PlanCompiler.addGroups(plan, groups);
        Ulimits.addScore(plan, config.processLimits());
        Rights.add(plan, config, user, capabilities(config, spec), filter);
        plan.add("chdir", ContainerPaths.workingDir(spec.workingDir(), config.workingDir()));
        plan.add("environment", Environment.ofExec(config, spec, user));
        plan.add("enter");
        if (spec.terminal()) {
            plan.add("console");
        }
        plan.add("parent-death-signal", "9");
        if (!spec.privileged()) {
            AppArmor.add(plan, config.security());
        }
        Rights.addLateFilter(plan, config, filter);
        plan.add("exec", spec.command());
        return plan.build();
    }

    static Set<String> capabilities(ContainerConfig config, ExecSpec spec) {
        return spec.privileged() ? Capabilities.ALL : Capabilities.of(config.security());
    }

    private static void stdio(LaunchPlan.Builder plan, ExecSpec spec, LaunchOptions options, boolean capture) {
        boolean detached = options.mode() == LaunchMode.DETACHED;
        plan.add("mode", detached ? "detached" : spec.terminal() ? "attached" : "foreground");
        if (spec.terminal()) {
            plan.add(
                    "terminal",
                    Integer.toString(options.terminal().columns()),
                    Integer.toString(options.terminal().rows()));
            if (!spec.interactive()) {
                plan.add("stdio", "null", "capture"); // What the user types is not the command's.
            }
            plan.add("detach-keys", options.detachKeys());
        } else if (detached) {
            plan.add("stdio", "null", "null"); // Nobody would ever see it.
        } else {
            plan.add("stdio", spec.interactive() ? "inherit" : "null", capture ? "capture" : "inherit");
        }
    }
}
