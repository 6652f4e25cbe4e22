package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.oci.OciConsole;
import io.atoll.api.oci.OciContainer;
import io.atoll.api.oci.OciCreate;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.runtime.plan.LaunchPlan;
import java.nio.file.Path;
import java.util.List;

/** Turns a bundle into the plan that makes its container. Nothing is changed anywhere. */
final class CreateCompiler {
    /** What there is no operation for yet. */
    private static final List<String> NOT_YET =
            List.of("intelRdt", "personality", "mountLabel", "memoryPolicy", "netDevices");

    private static final List<String> PROPAGATIONS =
            List.of("shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable");

    private final Bundle bundle;
    private final OciCreate how;
    private final StateDirectory state;
    private final Namespaces namespaces;
    private final ProcessPlan process;
    private final ControlGroups groups;

    CreateCompiler(Bundle bundle, OciCreate how, StateDirectory state, ControlGroups groups) {
        this.bundle = bundle;
        this.how = how;
        this.state = state;
        this.groups = groups;
        Value config = bundle.config();
        namespaces = Namespaces.of(config);
        process = new ProcessPlan(config.at("process"), config.at("linux").at("seccomp"));
    }

    List<String> warnings() {
        return process.warnings();
    }

    /**
     * The whole plan.
     *
     * @param mountpoint where the root is mounted, in the new mount namespace
     * @param container its state; without a process
     */
    LaunchPlan compile(Path mountpoint, OciContainer container, SeccompCompiler seccomp) {
        Value config = bundle.config();
        check(config);
        ObjectNode said = StateText.ofSpecification(container, OciContainer.Status.CREATING);
        LaunchPlan.Builder plan = LaunchPlan.builder();
        stdio(plan, process.terminal(), how.console(), config.at("process").at("consoleSize"));
        plan.add("state", state.directory().toString());
        namespaces.add(plan, config);
        SchedulePlan.addSetup(plan, config.at("process"));
        addGroups(plan, groups.group().directories());
        if (!ownTerminal()) {
            plan.add("sealed");
        }
        fileSystem(plan, mountpoint, container);
        HookPlan.add(plan, config, "prestart", "runtime", said);
        HookPlan.add(plan, config, "createRuntime", "runtime", said);
        HookPlan.add(plan, config, "createContainer", "container", said);
        isolate(plan, config);
        process(plan, seccomp, StateText.ofSpecification(container, OciContainer.Status.CREATED));
        if (how.start()) {
            HookPlan.addBehind(
                    plan, config, "poststart", StateText.ofSpecification(container, OciContainer.Status.RUNNING));
        }
        return plan.build();
    }

    private void check(Value config) {
        for (String name : NOT_YET) {
            Value value = config.at("linux").at(name);
            if (value.isPresent()
                    && !(value.json().isContainerNode() && value.json().isEmpty())
                    && !(value.json().isTextual() && value.json().textValue().isEmpty())) {
                throw value.unsupported("this is not there yet");
            }
        }
        process.check();
        HookPlan.check(config);
    }

    /** Of a process with the caller's own terminal a monitor is the parent, and there is nothing to hold it at. */
    private boolean ownTerminal() {
        return process.terminal() && !how.console().detach();
    }

    static void stdio(LaunchPlan.Builder plan, boolean terminal, OciConsole console, Value size) {
        Path socket = console.socket();
        if (terminal && console.detach() && socket == null) {
            throw ProcessPlan.conflict("the process wants a terminal, and nobody takes it: give --console-socket");
        }
        if (socket != null && !(terminal && console.detach())) {
            throw ProcessPlan.conflict(
                    "--console-socket is for a process with a terminal that is left behind (create, or --detach)");
        }
        plan.add("mode", console.detach() ? "orphan" : "foreground");
        if (terminal) {
            plan.add(
                    "terminal",
                    Long.toString(size.at("width").number(console.size().columns(), 0, 0xffff)),
                    Long.toString(size.at("height").number(console.size().rows(), 0, 0xffff)));
        } else {
            plan.add("stdio", "inherit", "inherit");
        }
        if (socket != null) {
            plan.add("console-socket", socket.toString());
        }
        if (console.preservedDescriptors() > 0) {
            plan.add("preserve-fds", Integer.toString(console.preservedDescriptors()));
        }
    }

    static void addGroups(LaunchPlan.Builder plan, List<Path> groups) {
        if (!groups.isEmpty()) {
            plan.add("cgroup", groups.stream().map(Path::toString).toList());
        }
    }

    private void fileSystem(LaunchPlan.Builder plan, Path mountpoint, OciContainer container) {
        Value config = bundle.config();
        String propagation = config.at("linux").at("rootfsPropagation").text("");
        plan.add("propagation", propagation.endsWith("slave") || propagation.endsWith("shared") ? "slave" : "private");
        plan.add("root", mountpoint.toString(), container.rootfs().toString());
        new MountPlan(plan, bundle, namespaces, groups).add();
        DevicePlan.add(plan, config, namespaces);
        if (!process.cwd().equals("/")) {
            plan.add("mkdir", process.cwd(), "755", "0", "0");
        }
    }

    private void isolate(LaunchPlan.Builder plan, Value config) {
        Value linux = config.at("linux");
        SysctlPlan.add(plan, config, namespaces);
        paths(linux.at("readonlyPaths")).forEach(path -> plan.add("readonly", path));
        paths(linux.at("maskedPaths")).forEach(path -> plan.add("mask", path));
        plan.add("pivot");
        Value propagation = linux.at("rootfsPropagation");
        if (!propagation.text("").isEmpty()) {
            if (!PROPAGATIONS.contains(propagation.text(""))) {
                throw propagation.invalid("it has to be one of " + PROPAGATIONS);
            }
            plan.add("root-propagation", propagation.text(""));
        }
        if (process.terminal()) {
            plan.add("console");
        }
        if (config.at("root").at("readonly").flag()) {
            plan.add("readonly-root");
        }
        for (String name : List.of("hostname", "domainname")) {
            String text = config.at(name).text("");
            if (!text.isEmpty() && !namespaces.has("uts")) {
                throw config.at(name).invalid("it needs a uts namespace of the container's own");
            }
            if (!text.isEmpty()) {
                plan.add(name, text);
            }
        }
        if (namespaces.isNew("network")) {
            plan.add("loopback");
        }
    }

    private static List<String> paths(Value list) {
        for (String path : list.texts()) {
            if (!path.startsWith("/")) {
                throw list.invalid("'%s' has to be absolute".formatted(path));
            }
        }
        return list.texts();
    }

    private void process(LaunchPlan.Builder plan, SeccompCompiler seccomp, ObjectNode said) {
        if (how.newKeyring()) {
            plan.add("session-keyring", "_ses." + said.path("id").asText());
        }
        personality(plan, bundle.config().at("linux").at("personality"));
        SchedulePlan.add(plan, process.process());
        process.addLabels(plan);
        if (!process.filtersLate()) {
            process.addFilter(plan, seccomp);
        }
        process.addRights(plan);
        plan.add("chdir", process.cwd());
        plan.add("environment", process.environment(how.console().activated()));
        plan.add("program", process.command().getFirst());
        if (!how.start()) {
            plan.add("gate", state.gate().toString());
        }
        HookPlan.add(plan, bundle.config(), "startContainer", "container", said);
        if (process.filtersLate()) {
            process.addFilter(plan, seccomp);
        }
        plan.add("exec", process.command());
    }

    static void personality(LaunchPlan.Builder plan, Value personality) {
        if (personality.isPresent()) {
            if (!personality.at("flags").items().isEmpty()) {
                throw personality.at("flags").unsupported("there are none");
            }
            plan.add(
                    "personality",
                    switch (personality.at("domain").requiredText()) {
                        case "LINUX" -> "linux";
                        case "LINUX32" -> "linux32";
                        default -> throw personality.at("domain").invalid("it has to be LINUX or LINUX32");
                    });
        }
    }
}
