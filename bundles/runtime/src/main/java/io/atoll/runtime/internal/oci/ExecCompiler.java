package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciExec;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.json.Json;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.List;

/** Turns a further process for a container into its launch plan. */
final class ExecCompiler {
    private ExecCompiler() {}

    /** The {@code process} it comes to: the container's own, changed as it is asked for. */
    static Value process(Value config, OciExec exec) {
        if (exec.process() != null) {
            return Bundle.parse(Bundle.readFile(exec.process()), exec.process().toString());
        }
        ObjectNode process = config.at("process").json().isObject()
                ? config.at("process").json().deepCopy()
                : Json.object();
        process.put("terminal", exec.terminal());
        exec.command().forEach(process.putArray("args")::add);
        exec.env().forEach(process.withArray("/env")::add);
        if (exec.cwd() != null) {
            process.put("cwd", exec.cwd());
        }
        if (exec.user() != null || !exec.additionalGids().isEmpty()) {
            user(process.withObject("/user"), exec);
        }
        if (exec.noNewPrivileges()) {
            process.put("noNewPrivileges", true);
        }
        if (exec.apparmorProfile() != null) {
            process.put("apparmorProfile", exec.apparmorProfile());
        }
        if (exec.processLabel() != null) {
            process.put("selinuxLabel", exec.processLabel());
        }
        for (String capability : exec.capabilities()) {
            for (String set : List.of("bounding", "effective", "permitted")) {
                ArrayNode names = process.withObject("/capabilities").withArray("/" + set);
                names.add(capability);
            }
        }
        return new Value(process, "process");
    }

    private static void user(ObjectNode user, OciExec exec) {
        String[] ids = exec.user() == null ? new String[0] : exec.user().split(":", 2);
        try {
            if (ids.length > 0) {
                user.put("uid", Long.parseLong(ids[0]));
            }
            if (ids.length > 1) {
                user.put("gid", Long.parseLong(ids[1]));
            }
        } catch (NumberFormatException e) {
            throw new AtollException(
                    ErrorCode.INVALID, "--user '%s': it has to be UID[:GID], two numbers".formatted(exec.user()), e);
        }
        exec.additionalGids().forEach(user.putArray("additionalGids")::add);
    }

    static LaunchPlan compile(
            ProcessPlan process, OciExec exec, StateDirectory.Kept kept, FirstProcess first, SeccompCompiler seccomp) {
        process.check();
        LaunchPlan.Builder plan = LaunchPlan.builder();
        CreateCompiler.stdio(
                plan, process.terminal(), exec.console(), process.process().at("consoleSize"));
        plan.add("join", Long.toString(first.pid()), Long.toString(first.startTime()), kept.namespaces());
        SchedulePlan.addSetup(plan, process.process());
        CreateCompiler.addGroups(plan, kept.groups().directories());
        SchedulePlan.add(plan, process.process());
        if (!process.filtersLate()) {
            process.addLabels(plan);
        }
        if (!process.filtersLate()) {
            process.addFilter(plan, seccomp);
        }
        process.addRights(plan);
        plan.add("chdir", process.cwd());
        plan.add("environment", process.environment(exec.console().activated()));
        plan.add("enter");
        if (process.terminal()) {
            plan.add("console");
        }
        if (process.filtersLate()) {
            process.addLabels(plan);
            process.addFilter(plan, seccomp);
        }
        plan.add("exec", process.command());
        return plan.build();
    }
}
