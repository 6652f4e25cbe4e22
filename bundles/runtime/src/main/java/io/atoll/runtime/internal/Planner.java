package io.atoll.runtime.internal;

import io.atoll.api.image.Digest;
import io.atoll.api.layer.RootChanges.ChangedRoot;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.api.storage.RootFs;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.root.RootPlan;
import io.atoll.runtime.plan.LaunchPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers what a plan needs. */
final class Planner {
    private final Directories directories;
    private final StorageDrivers drivers;
    private final Supplier<ImageStore> store;
    private final Supplier<SeccompCompiler> seccomp;
    private final UserResolver users = new UserResolver();
    private final HostNetwork network = new HostNetwork(Path.of("/etc"), Path.of("/proc/sys/kernel/hostname"));
    private final boolean unifiedCgroups = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));

    Planner(
            Directories directories,
            StorageDrivers drivers,
            Supplier<ImageStore> store,
            Supplier<SeccompCompiler> seccomp) {
        this.directories = directories;
        this.drivers = drivers;
        this.store = store;
        this.seccomp = seccomp;
    }

    LaunchPlan plan(ContainerEntry entry, LaunchOptions options, ControlGroup groups) {
        ContainerConfig config = entry.config();
        List<Layer> layers = layers(config);
        RootFs root = root(config, layers);
        List<Path> topFirst = layers.reversed().stream().map(Layer::directory).toList();
        return PlanCompiler.compile(
                config,
                new PlanCompiler.Inputs(
                        root,
                        users.resolve(config.user(), root.writable(), topFirst),
                        options,
                        directories.mountpoint(),
                        entry.state(),
                        directories.log(config.id()),
                        directories.attach(config.id()),
                        directories.exit(config.id()),
                        network.files(config),
                        groups,
                        unifiedCgroups),
                seccomp.get().compileDefault(Capabilities.DEFAULT));
    }

    /** The plan of a container that nobody is going to launch: to be looked at. */
    LaunchPlan plan(ContainerEntry entry) {
        return plan(entry, new LaunchOptions(LaunchMode.DETACHED, TerminalSize.DEFAULT), ControlGroup.NONE);
    }

    ChangedRoot changed(ContainerEntry entry) {
        List<Layer> layers = layers(entry.config());
        Set<String> mountPoints = RootPlan.mountPoints(plan(entry));
        return switch (root(entry.config(), layers)) {
            case RootFs.Overlay overlay -> new ChangedRoot(overlay.upper(), true, overlay.lowers(), mountPoints);
            case RootFs.Directory directory ->
                new ChangedRoot(
                        directory.path(),
                        false,
                        layers.reversed().stream().map(Layer::directory).toList(),
                        mountPoints);
        };
    }

    RootFs root(ContainerConfig config) {
        return root(config, layers(config));
    }

    private RootFs root(ContainerConfig config, List<Layer> layers) {
        return drivers.get(config.storage()).open(layers, directories.data(config.id()));
    }

    /** The layers are leased, so they are there unless somebody deleted them by hand. */
    private List<Layer> layers(ContainerConfig config) {
        List<Layer> layers = new ArrayList<>(config.layers().size());
        for (Digest key : config.layers()) {
            layers.add(store.get().layer(key).orElseThrow(() -> Failures.layerMissing(config, key)));
        }
        return layers;
    }
}
