package io.atoll.runtime.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciContainer;
import io.atoll.api.oci.OciContainer.Status;
import io.atoll.api.oci.OciCreate;
import io.atoll.api.oci.OciExec;
import io.atoll.api.oci.OciId;
import io.atoll.api.oci.OciRuntime;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.Launch;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.runtime.internal.cgroup.Freezer;
import io.atoll.runtime.internal.cgroup.Groups;
import io.atoll.runtime.internal.cgroup.Usage;
import io.atoll.runtime.plan.LaunchPlan;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The OCI runtime. It keeps nothing: what there is is in the directories of its callers, and in the kernel. */
@Component(service = OciRuntime.class)
public final class OciComponent implements OciRuntime {
    private static final int SIGKILL = 9;
    private static final Path PROC = Path.of("/proc");

    private final SeccompCompiler seccomp;
    private final Path mountpoint;
    private final Groups groups;
    private final Ending ending;

    @Activate
    public OciComponent(@Reference SeccompCompiler seccomp, @Reference Syscalls syscalls, BundleContext context) {
        this(seccomp, syscalls, Path.of(context.getProperty("atoll.run")));
    }

    OciComponent(SeccompCompiler seccomp, Syscalls syscalls, Path run) {
        this.seccomp = seccomp;
        mountpoint = run.resolve("rootfs");
        groups = new Groups(PROC, ControlGroups.PARENT, syscalls);
        ending = new Ending(PROC, syscalls, groups);
    }

    @Override
    public Launch create(OciId id, OciCreate how) {
        StateDirectory directory = new StateDirectory(id, PROC);
        Bundle bundle = Bundle.read(how.bundle());
        Value config = bundle.config();
        ControlGroups wanted = ControlGroups.of(config, id.id(), groups, PROC);
        OciContainer made = new OciContainer(
                config.at("ociVersion").requiredText(),
                id.id(),
                Status.CREATING,
                0,
                how.bundle(),
                bundle.rootfs(),
                Instant.now(),
                how.owner(),
                config.at("annotations").textMap());
        CreateCompiler compiler = new CreateCompiler(bundle, how, directory, wanted);
        List<String> command = config.at("process").at("args").texts();
        byte[] plan = compiler.compile(mountpoint, made, seccomp).encode();
        makeMountpoint();
        directory.create(
                new StateDirectory.Kept(
                        made, wanted.group(), Namespaces.of(config).list()),
                bundle.bytes());
        try {
            wanted.create(groups);
        } catch (RuntimeException e) {
            directory.remove();
            throw e;
        }
        return new OciLaunch(made, plan, command, how.console().pidFile(), () -> ending.discard(directory));
    }

    private void makeMountpoint() {
        try {
            Files.createDirectories(
                    mountpoint, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot make %s: %s".formatted(mountpoint, e), e);
        }
    }

    @Override
    public Launch start(OciId id) {
        StateDirectory directory = new StateDirectory(id, PROC);
        OciContainer container = directory.read().container();
        if (container.status() != Status.CREATED) {
            throw conflict("start", container, "it is not waiting to be started");
        }
        LaunchPlan.Builder plan =
                LaunchPlan.builder().add("release", directory.gate().toString());
        HookPlan.addBehind(
                plan,
                directory.config(),
                "poststart",
                StateText.ofSpecification(container, Status.RUNNING).put("pid", container.pid()));
        // A hook that fails, or a program that cannot be run, is the end of the container, which stays to be deleted.
        return new OciLaunch(container, plan.build().encode(), List.of(), null, () -> ending.killFirst(directory));
    }

    @Override
    public Launch exec(OciId id, OciExec what) {
        StateDirectory directory = new StateDirectory(id, PROC);
        StateDirectory.Kept kept = directory.read();
        OciContainer container = kept.container();
        FirstProcess first = directory
                .process()
                .filter(process -> container.pid() > 0)
                .orElseThrow(() -> conflict("run a process in", container, "it does not run"));
        if (container.status() == Status.PAUSED && !what.ignorePaused()) {
            throw conflict("run a process in", container, "it would wait there (--ignore-paused)");
        }
        Value config = directory.config();
        ProcessPlan process = new ProcessPlan(
                ExecCompiler.process(config, what), config.at("linux").at("seccomp"));
        byte[] plan = ExecCompiler.compile(process, what, kept, first, seccomp).encode();
        return new OciLaunch(container, plan, process.command(), what.console().pidFile(), () -> {});
    }

    @Override
    public OciContainer state(OciId id) {
        return new StateDirectory(id, PROC).read().container();
    }

    @Override
    public List<OciContainer> list(Path root) {
        List<OciContainer> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path path : directories) {
                StateDirectory directory =
                        new StateDirectory(new OciId(root, path.getFileName().toString()), PROC);
                if (directory.exists()) {
                    found.add(directory.read().container());
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot list the containers in %s: %s".formatted(root, e), e);
        }
        found.sort(Comparator.comparing(OciContainer::id));
        return found;
    }

    @Override
    public void kill(OciId id, int signal, boolean all) {
        StateDirectory directory = new StateDirectory(id, PROC);
        StateDirectory.Kept kept = directory.read();
        Set<Long> others = all ? kept.groups().processes() : Set.of();
        long first = kept.container().pid();
        if (first == 0 && others.isEmpty()) {
            throw conflict("signal", kept.container(), "container not running");
        }
        if (all && signal == SIGKILL) {
            ending.killAll(kept.groups());
        }
        if (first > 0) {
            ending.send(first, signal);
        }
        others.stream().filter(pid -> pid != first).forEach(pid -> ending.send(pid, signal));
    }

    @Override
    public Optional<Launch> delete(OciId id, boolean force) throws InterruptedException {
        StateDirectory directory = new StateDirectory(id, PROC);
        if (force && !directory.exists()) {
            return Optional.empty();
        }
        OciContainer container = directory.read().container();
        if (container.status() != Status.STOPPED && container.status() != Status.CREATED && !force) {
            throw conflict("delete", container, "it is not stopped; stop it first, or use --force");
        }
        Value config = directory.config();
        ending.discard(directory);
        LaunchPlan.Builder plan = LaunchPlan.builder();
        boolean hooks = HookPlan.addBehind(
                plan,
                config,
                "poststop",
                StateText.ofSpecification(container, Status.STOPPED).put("pid", 0));
        return hooks
                ? Optional.of(new OciLaunch(container, plan.build().encode(), List.of(), null, () -> {}))
                : Optional.empty();
    }

    @Override
    public void pause(OciId id) throws InterruptedException {
        StateDirectory.Kept kept = new StateDirectory(id, PROC).read();
        Status status = kept.container().status();
        if (status != Status.RUNNING && status != Status.CREATED) {
            throw conflict("pause", kept.container(), "it does not run");
        }
        Freezer.freeze(kept.groups());
    }

    @Override
    public void resume(OciId id) {
        StateDirectory.Kept kept = new StateDirectory(id, PROC).read();
        if (kept.container().status() != Status.PAUSED) {
            throw conflict("resume", kept.container(), "it is not paused");
        }
        Freezer.thaw(kept.groups());
    }

    @Override
    public List<Long> processes(OciId id) {
        StateDirectory.Kept kept = new StateDirectory(id, PROC).read();
        return List.copyOf(kept.groups().processes());
    }

    @Override
    public void update(OciId id, byte[] resources) {
        StateDirectory directory = new StateDirectory(id, PROC);
        StateDirectory.Kept kept = directory.read();
        if (kept.container().status() == Status.STOPPED) {
            throw conflict("change the limits of", kept.container(), "it does not run");
        }
        Value before = directory.resources();
        Value after = ResourcesUpdate.of(before, Bundle.parse(resources, "the resources"));
        groups.change(
                kept.groups(),
                GroupLimits.of(before).resources(),
                GroupLimits.of(after).resources());
        directory.writeResources(after);
    }

    @Override
    public byte[] statistics(OciId id) {
        StateDirectory.Kept kept = new StateDirectory(id, PROC).read();
        return Statistics.json(kept.container().id(), Usage.of(kept.groups()));
    }

    @Override
    public byte[] features() {
        return Features.json();
    }

    @Override
    public byte[] specification() {
        return SpecificationTemplate.json();
    }

    private static AtollException conflict(String what, OciContainer container, String why) {
        return new AtollException(
                ErrorCode.CONFLICT,
                "cannot %s container %s (%s): %s"
                        .formatted(what, container.id(), container.status().text(), why));
    }
}
