package io.atoll.runtime.internal;

import io.atoll.api.image.Digest;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.api.storage.RootFs;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.device.DeviceSet;
import io.atoll.runtime.internal.device.HostDevices;
import io.atoll.runtime.internal.security.Capabilities;
import io.atoll.runtime.internal.security.Filters;
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
    private final NamespaceOwners namespaces;
    private final HostDevices devices;
    private final UserResolver users = new UserResolver();
    private final HostNetwork network = new HostNetwork(Path.of("/etc"), Path.of("/proc/sys/kernel/hostname"));
    private final boolean unifiedCgroups = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));

    Planner(
            Directories directories,
            StorageDrivers drivers,
            Supplier<ImageStore> store,
            Supplier<SeccompCompiler> seccomp,
            NamespaceOwners namespaces,
            HostDevices devices) {
        this.directories = directories;
        this.drivers = drivers;
        this.store = store;
        this.seccomp = seccomp;
        this.namespaces = namespaces;
        this.devices = devices;
    }

    LaunchPlan plan(ContainerEntry entry, LaunchOptions options, DeviceSet given, ControlGroup groups) {
        ContainerConfig config = entry.config();
        List<Layer> layers = layers(config);
        RootFs root = root(config, layers);
        List<Path> topFirst = layers.reversed().stream().map(Layer::directory).toList();
        Set<String> capabilities = Capabilities.of(config.security());
        return PlanCompiler.compile(
                config,
                new PlanCompiler.Inputs(
                        root,
                        users.resolve(config.user(), config.security().groups(), root.writable(), topFirst),
                        options,
                        directories.mountpoint(),
                        entry.state(),
                        directories.log(config.id()),
                        directories.attach(config.id()),
                        directories.exit(config.id()),
                        network.files(namespaces.networkOwner(config)),
                        namespaces.of(config),
                        given,
                        capabilities,
                        groups,
                        unifiedCgroups),
                Filters.of(config.security(), capabilities, seccomp.get()));
    }

    /** What it has of the host's devices as they are now. */
    DeviceSet devices(ContainerConfig config) {
        return DeviceSet.of(config.security(), config.devices(), devices);
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
