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
import io.atoll.runtime.internal.NamespaceOwners.Owner;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.device.DeviceSet;
import io.atoll.runtime.internal.device.HostDevices;
import io.atoll.runtime.internal.mount.MountPlanning;
import io.atoll.runtime.internal.mount.PlannedMount;
import io.atoll.runtime.internal.namespace.Kind;
import io.atoll.runtime.internal.root.RootPlan;
import io.atoll.runtime.internal.security.Capabilities;
import io.atoll.runtime.internal.security.Filters;
import io.atoll.runtime.internal.volume.VolumeService;
import io.atoll.runtime.plan.LaunchPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final VolumeService volumes;
    private final UserResolver users = new UserResolver();
    private final HostNetwork network = new HostNetwork(Path.of("/etc"), Path.of("/proc/sys/kernel/hostname"));
    private final boolean unifiedCgroups = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));

    Planner(
            Directories directories,
            StorageDrivers drivers,
            Supplier<ImageStore> store,
            Supplier<SeccompCompiler> seccomp,
            NamespaceOwners namespaces,
            HostDevices devices,
            VolumeService volumes) {
        this.directories = directories;
        this.drivers = drivers;
        this.store = store;
        this.seccomp = seccomp;
        this.namespaces = namespaces;
        this.devices = devices;
        this.volumes = volumes;
    }

    LaunchPlan plan(ContainerEntry entry, LaunchOptions options, DeviceSet given, ControlGroup groups) {
        ContainerConfig config = entry.config();
        List<Layer> layers = layers(config);
        RootFs root = root(config, layers);
        List<Path> topFirst = layers.reversed().stream().map(Layer::directory).toList();
        Set<String> capabilities = Capabilities.of(config.security());
        return PlanCompiler.compile(
                config,
                inputs(
                        entry,
                        root,
                        users.resolve(config.user(), config.security().groups(), root.writable(), topFirst),
                        options,
                        network.files(namespaces.networkOwner(config)),
                        mounts(config, root),
                        namespaces.of(config),
                        given,
                        capabilities,
                        groups),
                Filters.of(config.security(), capabilities, seccomp.get()));
    }

    private PlanCompiler.Inputs inputs(
            ContainerEntry entry,
            RootFs root,
            User user,
            LaunchOptions options,
            NetworkFiles networkFiles,
            List<PlannedMount> mounts,
            Map<Kind, Owner> owners,
            DeviceSet given,
            Set<String> capabilities,
            ControlGroup groups) {
        String id = entry.config().id();
        return new PlanCompiler.Inputs(
                root,
                user,
                options,
                directories.mountpoint(),
                entry.state(),
                directories.log(id),
                directories.attach(id),
                directories.exit(id),
                networkFiles,
                mounts,
                owners,
                given,
                capabilities,
                groups,
                unifiedCgroups);
    }

    private List<PlannedMount> mounts(ContainerConfig config, RootFs root) {
        return new MountPlanning(volumes, key -> layer(config, key).directory()).plan(config.mounts(), root);
    }

    /** What it has of the host's devices as they are now. */
    DeviceSet devices(ContainerConfig config) {
        return DeviceSet.of(config.security(), config.devices(), devices);
    }

    /**
     * The plan of a container that nobody is going to launch, to look at its files. It needs neither the containers whose namespaces that one has, nor the host's devices, nor its user to be there.
     */
    LaunchPlan plan(ContainerEntry entry) {
        ContainerConfig config = entry.config();
        RootFs root = root(config);
        return PlanCompiler.compile(
                config,
                inputs(
                        entry,
                        root,
                        new User(0, 0, List.of(), "/"),
                        new LaunchOptions(LaunchMode.DETACHED, TerminalSize.DEFAULT),
                        network.files(config),
                        mounts(config, root),
                        Map.of(),
                        DeviceSet.DEFAULT,
                        Set.of(),
                        ControlGroup.NONE),
                new byte[0]);
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
            layers.add(layer(config, key));
        }
        return layers;
    }

    private Layer layer(ContainerConfig config, Digest key) {
        return store.get().layer(key).orElseThrow(() -> Failures.layerMissing(config, key));
    }
}
