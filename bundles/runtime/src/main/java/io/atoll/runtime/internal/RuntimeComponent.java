package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.RootChanges.ChangedRoot;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ContainerRoot;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ContainerStats;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.api.storage.RootFs;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.ImageStore;
import io.atoll.json.Json;
import io.atoll.runtime.internal.device.DeviceSet;
import io.atoll.runtime.internal.device.HostDevices;
import io.atoll.runtime.internal.mount.MountPreparation;
import io.atoll.runtime.internal.mount.MountReport;
import io.atoll.runtime.internal.security.SecurityChecks;
import io.atoll.runtime.internal.volume.VolumeService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The container runtime. Containers run on while it is stopped, replaced or killed: see {@link Directories}. */
@Component(service = ContainerRuntime.class, configurationPid = "io.atoll.runtime")
@Designate(ocd = RuntimeComponent.Configuration.class)
public final class RuntimeComponent implements ContainerRuntime {
    private static final Duration USUAL_STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FOREVER = Duration.ofDays(365_000);

    /** What Config Admin may set. */
    @ObjectClassDefinition(name = "Atoll container runtime")
    public @interface Configuration {
        @AttributeDefinition(description = "Storage driver of new containers; empty: the best that works here")
        String storage() default "";
    }

    private final StorageDrivers drivers = new StorageDrivers();
    private final Syscalls syscalls;
    private final Directories directories;
    private final Containers containers;
    private final Creator creator;
    private final Planner planner;
    private final Executor executor;
    private final ContainerGroups groups;
    private final Statistics statistics;
    private final Updater updater;
    private final Remover remover;
    private final Reaper reaper;
    private final VolumeService volumes;
    private final ContainerRoots roots;
    private final ImageStore store;
    private volatile @Nullable String storage;

    @Activate
    public RuntimeComponent(
            @Reference ImageStore store,
            @Reference SeccompCompiler seccomp,
            @Reference Syscalls syscalls,
            @Reference VolumeService volumes,
            BundleContext context,
            Configuration configuration)
            throws IOException {
        this(
                new Directories(
                        Path.of(context.getProperty("atoll.root")),
                        Path.of(context.getProperty("atoll.run")),
                        Path.of(context.getProperty("atoll.home"))),
                store,
                seccomp,
                syscalls,
                volumes);
        configure(configuration);
    }

    RuntimeComponent(
            Directories directories,
            ImageStore store,
            SeccompCompiler seccomp,
            Syscalls syscalls,
            VolumeService volumes)
            throws IOException {
        this.directories = directories;
        this.syscalls = syscalls;
        ProcessTable processes = new ProcessTable(Path.of("/proc"));
        containers = new Containers(directories, processes);
        this.volumes = volumes;
        volumes.usedBy(containers::volumeUsers);
        MountPreparation mounts = new MountPreparation(volumes);
        groups = new ContainerGroups(directories, Path.of("/proc"), syscalls);
        statistics = new Statistics(Path.of("/proc"), processes);
        updater = new Updater(directories, groups);
        remover = new Remover(directories, containers, drivers, groups, mounts);
        HostDevices devices = new HostDevices(syscalls, Path.of("/dev"));
        NamespaceOwners namespaces = new NamespaceOwners(containers);
        IsolationChecks checks = new IsolationChecks(
                namespaces,
                new SecurityChecks(Path.of("/sys/module/apparmor/parameters/enabled"), () -> seccomp),
                devices);
        creator = new Creator(directories, containers, drivers, () -> store, () -> storage, groups, checks, mounts);
        planner = new Planner(directories, drivers, () -> store, () -> seccomp, namespaces, devices, volumes);
        executor = new Executor(Path.of("/proc"), syscalls, () -> seccomp);
        this.store = store;
        roots = new ContainerRoots(Path.of("/proc"), directories.home(), syscalls, processes, planner);
        reaper = new Reaper(directories, containers, remover::afterEnd);
        for (Path directory : List.of(
                directories.containers(),
                directories.volatileContainers(),
                directories.exits(),
                directories.attachSockets(),
                directories.mountpoint())) {
            // What containers write may be set-user-id: no other user of this machine may get at it.
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        volumes.sweep();
        Leftovers.sweep(directories, containers, store, groups, mounts);
        reaper.start();
    }

    @Modified
    void configure(Configuration configuration) {
        storage = configuration.storage().isEmpty() ? null : configuration.storage();
    }

    @Deactivate
    void deactivate() {
        volumes.usedBy(null);
        reaper.close();
        remover.close();
        groups.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addDriver(StorageDriver driver, Map<String, Object> properties) {
        drivers.add(driver, properties.get("service.ranking") instanceof Integer ranking ? ranking : 0);
    }

    void removeDriver(StorageDriver driver) {
        drivers.remove(driver);
    }

    @Override
    public Container create(ContainerSpec spec) {
        return creator.create(spec).snapshot();
    }

    @Override
    public Launch launch(String container, LaunchOptions options) {
        ContainerEntry entry = containers.get(container).refresh(Instant.now());
        entry.beginLaunch();
        try {
            StateFiles.clear(entry.state());
            DeviceSet devices = planner.devices(entry.config());
            byte[] plan = planner.plan(entry, options, devices, groups.begin(entry, devices.rules()))
                    .encode();
            return new OneLaunch(entry, plan, remover);
        } catch (RuntimeException e) {
            entry.launchFailed();
            groups.finish(entry);
            throw e;
        }
    }

    @Override
    public Container start(String container) {
        try (Launch launch = launch(container, new LaunchOptions(LaunchMode.DETACHED, TerminalSize.DEFAULT))) {
            EngineLauncher.launch(launch, directories.home());
            return launch.container();
        }
    }

    @Override
    public Launch exec(String container, ExecSpec spec, LaunchOptions options) {
        return executor.exec(containers.get(container), spec, options);
    }

    @Override
    public List<Container> list() {
        Instant now = Instant.now();
        return containers.all().stream()
                .map(entry -> entry.refresh(now).snapshot())
                .sorted(Comparator.comparing(Container::created).reversed())
                .toList();
    }

    @Override
    public Container get(String container) {
        return containers.get(container).refresh(Instant.now()).snapshot();
    }

    @Override
    public byte[] inspect(String container) {
        ContainerEntry entry = containers.get(container).refresh(Instant.now());
        ObjectNode node = ContainerJson.write(entry.config());
        MountReport.write(node.putArray("mounts"), entry.config().mounts(), volumes::data);
        groups.finish(entry); // Whoever looks first learns why it ended.
        node.set("state", StateJson.write(entry.snapshot(), StateFiles.isOutOfMemory(entry.state())));
        node.put("log", directories.log(entry.config().id()).toString());
        return Json.pretty(node);
    }

    @Override
    public void kill(String container, int signal) {
        kill(containers.get(container), signal);
    }

    private void kill(ContainerEntry entry, int signal) {
        entry.refresh(Instant.now());
        long pid = entry.pid();
        if (!entry.isRunning() || pid == 0) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot signal container %s: it is not running"
                            .formatted(entry.config().name()));
        }
        try {
            syscalls.kill(pid, signal);
        } catch (KernelException e) {
            if (e.errno() != KernelException.ESRCH) {
                throw e;
            }
            // It ended just now; its parent will say how.
        }
        if (signal == Signals.KILL || signal == entry.config().stopSignal()) {
            Pauser.resume(entry);
        }
    }

    @Override
    public void killAll(String container) {
        ContainerEntry entry = containers.get(container);
        groups.killAll(ContainerGroups.of(entry));
        entry.paused(false);
    }

    @Override
    public void pause(String container) {
        Pauser.pause(containers.get(container));
    }

    @Override
    public void unpause(String container) {
        Pauser.unpause(containers.get(container));
    }

    @Override
    public ContainerStats stats(String container) {
        return statistics.of(containers.get(container));
    }

    @Override
    public List<Long> processes(String container) {
        return statistics.processes(containers.get(container));
    }

    @Override
    public void update(String container, Resources changes) {
        updater.update(containers.get(container), changes);
    }

    @Override
    public void stop(String container, @Nullable Duration timeout) throws InterruptedException {
        ContainerEntry entry = containers.get(container).refresh(Instant.now());
        stop(entry, timeout != null ? timeout : stopTimeout(entry.config()));
    }

    private static Duration stopTimeout(ContainerConfig config) {
        Integer seconds = config.stopTimeout();
        return seconds == null ? USUAL_STOP_TIMEOUT : seconds < 0 ? FOREVER : Duration.ofSeconds(seconds);
    }

    private void stop(ContainerEntry entry, Duration timeout) throws InterruptedException {
        if (!entry.isRunning()) {
            return;
        }
        if (!timeout.isZero()) {
            kill(entry, entry.config().stopSignal());
            if (entry.awaitEnd(timeout) != null) {
                remover.afterEnd(entry);
                return;
            }
        }
        if (entry.isRunning()) {
            kill(entry, Signals.KILL);
            entry.awaitEnd(FOREVER);
        }
        remover.afterEnd(entry);
    }

    @Override
    public int await(String container) throws InterruptedException {
        ContainerEntry entry = containers.get(container).refresh(Instant.now());
        Integer code = entry.awaitEnd(FOREVER);
        return code == null ? 0 : code;
    }

    @Override
    public void remove(String container, boolean force) throws InterruptedException {
        remove(container, force, false);
    }

    @Override
    public void remove(String container, boolean force, boolean withVolumes) throws InterruptedException {
        ContainerEntry entry = containers.get(container).refresh(Instant.now());
        if (entry.isRunning() || entry.isLaunching()) {
            if (!force) {
                throw new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot remove container %s: it is running; stop it first, or use 'atoll rm -f'"
                                .formatted(entry.config().name()));
            }
            stop(entry, Duration.ZERO);
        }
        remover.remove(entry, withVolumes);
    }

    @Override
    public Path attachSocket(String container) {
        ContainerEntry entry = containers.get(container).refresh(Instant.now());
        String name = entry.config().name();
        if (!entry.isRunning()) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot attach to container %s: it is not running; 'atoll start -a %s' starts it"
                            .formatted(name, name));
        }
        Path socket = directories.attach(entry.config().id());
        if (!Files.exists(socket)) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "cannot attach to container %s: it runs in the foreground of another client".formatted(name));
        }
        return socket;
    }

    @Override
    public RootFs root(String container) {
        return planner.root(containers.get(container).config());
    }

    @Override
    public ContainerRoot openRoot(String container) {
        return roots.open(containers.get(container));
    }

    @Override
    public ChangedRoot changedRoot(String container) {
        return planner.changed(containers.get(container));
    }

    @Override
    public ImageDraft imageDraft(String container) {
        return Drafts.of(containers.get(container).config(), store);
    }

    @Override
    public LogReader log(String container, boolean follow) {
        ContainerEntry entry = containers.get(container);
        return new CriLog(
                directories.log(entry.config().id()),
                follow,
                () -> !entry.refresh(Instant.now()).isRunning() && !entry.isLaunching());
    }
}
