package io.atoll.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event.Action;
import io.atoll.api.event.Events;
import io.atoll.api.layer.RootChanges.ChangedRoot;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ContainerRoot;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ContainerStats;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.LogQuery;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.api.storage.RootFs;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.ImageStore;
import io.atoll.json.Json;
import io.atoll.runtime.internal.device.HostDevices;
import io.atoll.runtime.internal.health.HealthFiles;
import io.atoll.runtime.internal.mount.MountPreparation;
import io.atoll.runtime.internal.mount.MountReport;
import io.atoll.runtime.internal.security.SecurityChecks;
import io.atoll.runtime.internal.volume.VolumeService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
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
@Component(
        service = {ContainerRuntime.class, BooleanSupplier.class},
        property = RuntimeComponent.BUSY + "=containers",
        configurationPid = "io.atoll.runtime")
@Designate(ocd = RuntimeComponent.Configuration.class)
public final class RuntimeComponent implements ContainerRuntime, BooleanSupplier {
    /** The property of services that are asked whether the engine is needed although nobody talks to it. */
    static final String BUSY = "atoll.busy";

    /** What Config Admin may set. */
    @ObjectClassDefinition(name = "Atoll container runtime")
    public @interface Configuration {
        @AttributeDefinition(description = "Storage driver of new containers; empty: the best that works here")
        String storage() default "";
    }

    private final StorageDrivers drivers = new StorageDrivers();
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
    private final Timers timers = new Timers();
    private final ContainerEvents events;
    private final Ender ender;
    private final Starter starter;
    private final Pauser pauser;
    private final Changer changer;
    private final Prober prober;
    private volatile @Nullable String storage;

    @Activate
    public RuntimeComponent(
            @Reference ImageStore store,
            @Reference SeccompCompiler seccomp,
            @Reference Syscalls syscalls,
            @Reference VolumeService volumes,
            @Reference Events events,
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
                volumes,
                events);
        configure(configuration);
    }

    RuntimeComponent(
            Directories directories,
            ImageStore store,
            SeccompCompiler seccomp,
            Syscalls syscalls,
            VolumeService volumes,
            Events published)
            throws IOException {
        this.directories = directories;
        events = new ContainerEvents(published::publish);
        executor = new Executor(Path.of("/proc"), syscalls, () -> seccomp, events);
        ProbeProcess probes = new ProbeProcess(directories.home(), timers);
        prober = new Prober(timers, executor, probes, new HealthFiles(directories.health()), events);
        Restarter restarter = new Restarter(timers, this::startAgain);
        ProcessTable processes = new ProcessTable(Path.of("/proc"));
        containers = new Containers(directories, processes, new Life(events, prober, restarter));
        this.volumes = volumes;
        volumes.usedBy(containers::volumeUsers);
        MountPreparation mounts = new MountPreparation(volumes);
        groups = new ContainerGroups(directories, Path.of("/proc"), syscalls);
        statistics = new Statistics(Path.of("/proc"), processes);
        remover = new Remover(directories, containers, drivers, groups, mounts, events);
        ender = new Ender(syscalls, groups, remover, events);
        pauser = new Pauser(events);
        changer = new Changer(directories, containers, events);
        updater = new Updater(groups, changer, events);
        HostDevices devices = new HostDevices(syscalls, Path.of("/dev"));
        NamespaceOwners namespaces = new NamespaceOwners(containers);
        IsolationChecks checks = new IsolationChecks(
                namespaces,
                new SecurityChecks(Path.of("/sys/module/apparmor/parameters/enabled"), () -> seccomp),
                devices);
        creator = new Creator(directories, containers, drivers, () -> store, () -> storage, groups, checks, mounts);
        planner = new Planner(directories, drivers, () -> store, () -> seccomp, namespaces, devices, volumes);
        starter = new Starter(directories.home(), planner, groups, remover, ender, events);
        this.store = store;
        roots = new ContainerRoots(Path.of("/proc"), directories.home(), syscalls, processes, planner);
        reaper = new Reaper(directories, containers, remover::afterEnd);
        directories.make();
        volumes.sweep();
        Leftovers.sweep(directories, containers, store, groups, mounts);
        for (ContainerEntry entry : containers.all()) {
            prober.adopt(entry);
            restarter.adopt(entry, processes.bootTime());
        }
        reaper.start();
    }

    @Modified
    void configure(Configuration configuration) {
        storage = configuration.storage().isEmpty() ? null : configuration.storage();
    }

    @Deactivate
    void deactivate() {
        volumes.usedBy(null);
        timers.close();
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
        ContainerEntry entry = creator.create(spec);
        events.publish(entry.config(), Action.CREATE, Map.of());
        return entry.snapshot();
    }

    @Override
    public Launch launch(String container, LaunchOptions options) {
        return starter.launch(containers.get(container).refresh(Instant.now()), options);
    }

    @Override
    public Container start(String container) {
        return starter.start(containers.get(container).refresh(Instant.now()));
    }

    private void startAgain(ContainerEntry entry, long turn) {
        starter.startAgain(entry, turn);
    }

    @Override
    public Container restart(String container, @Nullable Integer signal, @Nullable Duration timeout)
            throws InterruptedException {
        return starter.restart(containers.get(container).refresh(Instant.now()), signal, timeout);
    }

    @Override
    public void rename(String container, String name) {
        changer.rename(containers.get(container), name);
    }

    @Override
    public void setRestartPolicy(String container, RestartPolicy policy) {
        changer.setRestartPolicy(containers.get(container).refresh(Instant.now()), policy);
    }

    @Override
    public boolean checkHealth(String container) throws InterruptedException {
        return prober.check(containers.get(container).refresh(Instant.now()));
    }

    /** Whether there is a container that needs an engine: one to be started again when it ends, or asked for its health. */
    @Override
    public boolean getAsBoolean() {
        return containers.all().stream().anyMatch(ContainerEntry::needsEngine);
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
        remover.afterFailedLaunch(entry); // Whoever looks first learns why it ended.
        ObjectNode node = InspectJson.write(
                entry,
                StateFiles.isOutOfMemory(entry.state()),
                directories.log(entry.config().id()));
        MountReport.write(node.putArray("mounts"), entry.config().mounts(), volumes::data);
        return Json.pretty(node);
    }

    @Override
    public void kill(String container, int signal) {
        ender.kill(containers.get(container), signal);
    }

    @Override
    public void stop(String container, @Nullable Integer signal, @Nullable Duration timeout)
            throws InterruptedException {
        ender.stop(containers.get(container).refresh(Instant.now()), signal, timeout);
    }

    @Override
    public void killAll(String container) {
        ender.killAll(containers.get(container));
    }

    @Override
    public void pause(String container) {
        pauser.pause(containers.get(container));
    }

    @Override
    public void unpause(String container) {
        pauser.unpause(containers.get(container));
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
    public int await(String container) throws InterruptedException {
        ContainerEntry entry = containers.get(container).refresh(Instant.now());
        Integer code = entry.awaitEnd(Ender.FOREVER);
        return code == null ? 0 : code;
    }

    @Override
    public void remove(String container, boolean force) throws InterruptedException {
        remove(container, force, false);
    }

    @Override
    public void remove(String container, boolean force, boolean withVolumes) throws InterruptedException {
        ContainerEntry entry = containers.get(container).refresh(Instant.now());
        if (entry.isRunning() || entry.isLaunching() || entry.isAwaitingRestart()) {
            if (!force) {
                throw new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot remove container %s: it is %s; stop it first, or use 'atoll rm -f'"
                                .formatted(
                                        entry.config().name(), entry.isAwaitingRestart() ? "restarting" : "running"));
            }
            ender.stop(entry, null, Duration.ZERO);
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
        events.publish(entry.config(), Action.ATTACH, Map.of());
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
    public LogReader log(String container, LogQuery query) {
        ContainerEntry entry = containers.get(container);
        return ContainerLog.open(entry, directories.log(entry.config().id()), query);
    }
}
