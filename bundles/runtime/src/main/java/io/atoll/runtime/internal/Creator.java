package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.api.storage.RootFs;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredImage;
import io.atoll.json.Json;
import io.atoll.posix.Trees;
import io.atoll.runtime.internal.mount.MountPoint;
import io.atoll.runtime.internal.mount.MountPreparation;
import io.atoll.runtime.internal.mount.MountSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes containers: decides their configuration, prepares their root, records them. */
final class Creator {
    /** Leases of containers begin so; see {@link Leftovers}. */
    static final String LEASE = "container/";

    private final Directories directories;
    private final Containers containers;
    private final StorageDrivers drivers;
    private final Supplier<ImageStore> store;
    private final Supplier<@Nullable String> configuredStorage;
    private final ContainerGroups groups;
    private final IsolationChecks checks;
    private final MountPreparation mounts;
    private final SecureRandom random = new SecureRandom();

    Creator(
            Directories directories,
            Containers containers,
            StorageDrivers drivers,
            Supplier<ImageStore> store,
            Supplier<@Nullable String> configuredStorage,
            ContainerGroups groups,
            IsolationChecks checks,
            MountPreparation mounts) {
        this.directories = directories;
        this.containers = containers;
        this.drivers = drivers;
        this.store = store;
        this.configuredStorage = configuredStorage;
        this.groups = groups;
        this.checks = checks;
        this.mounts = mounts;
    }

    ContainerEntry create(ContainerSpec spec) {
        if (spec.name() != null) {
            Names.check(spec.name());
        }
        StoredImage image = stored(spec.image(), spec.platform() != null ? spec.platform() : Platform.host());
        StorageDriver driver =
                drivers.choose(spec.storage() != null ? spec.storage() : configuredStorage.get(), directories.root());
        String id = groups.newId();
        String name = spec.name() != null ? spec.name() : Names.makeUp(random, containers::isNameFree);
        ContainerConfig config = configure(spec, image, driver, id, name);
        containers.claimName(name, id);
        try {
            groups.check(id, config.resources());
            return make(config, image, driver);
        } catch (RuntimeException e) {
            containers.releaseName(name, id);
            throw e;
        }
    }

    private ContainerEntry make(ContainerConfig asked, StoredImage image, StorageDriver driver) {
        ContainerConfig config = asked;
        Path data = directories.data(config.id());
        Path state = directories.state(config.id(), config.autoRemove());
        List<StoredImage> mounted = mountedImages(asked.mounts());
        Lease lease = store.get().lease(LEASE + config.id(), keys(image, mounted));
        try {
            mounts.begin(config.name(), config.mounts());
            Files.createDirectories(data);
            // One that is no longer extracted is extracted again.
            List<Layer> layers = store.get().layers(image);
            config = asked.withLayers(layers.stream().map(Layer::key).toList(), withLayers(asked.mounts(), mounted));
            RootFs root = driver.create(layers, data);
            mounts.make(data, config.mounts(), root, !config.autoRemove());
            Files.createDirectories(state);
            // The record comes last: a container is there when its record is. What is removed when it ends is not made
            // durable:
            // after a power cut it has ended.
            AtomicFiles.write(
                    directories.containers(),
                    state,
                    Containers.CONFIG,
                    Json.canonical(ContainerJson.write(config)),
                    !config.autoRemove());
            return containers.add(config, lease);
        } catch (IOException e) {
            undo(config, driver, lease);
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot make container %s in %s: %s".formatted(config.name(), data, e), e);
        } catch (RuntimeException e) {
            undo(config, driver, lease);
            throw e;
        } finally {
            mounts.end(asked.name(), asked.mounts());
        }
    }

    private void undo(ContainerConfig config, StorageDriver driver, Lease lease) {
        try {
            mounts.end(config.name(), config.mounts());
            mounts.removeAnonymous(config.mounts());
            Path data = directories.data(config.id());
            driver.remove(data);
            long unused = Trees.remove(directories.state(config.id(), config.autoRemove())) + Trees.remove(data);
        } catch (IOException e) {
            System.getLogger(Creator.class.getName())
                    .log(System.Logger.Level.WARNING, "leaving what was made of a container for the next start", e);
        }
        lease.close();
    }

    /** What the images' layers may be stored under. Which of them it is is known when they are there, and they must be held before. */
    private static Set<Digest> keys(StoredImage image, List<StoredImage> mounted) {
        Set<Digest> keys = new LinkedHashSet<>();
        Stream.concat(Stream.of(image), mounted.stream()).forEach(each -> {
            List<Digest> diffIds = each.config().diffIds();
            keys.addAll(diffIds);
            keys.addAll(Layer.chainIds(diffIds));
        });
        return keys;
    }

    /** In the order of the mounts that have one. */
    private List<StoredImage> mountedImages(List<MountPoint> points) {
        return points.stream()
                .map(MountPoint::mount)
                .filter(ImageMount.class::isInstance)
                .map(mount -> stored(((ImageMount) mount).image(), Platform.host()))
                .toList();
    }

    private List<MountPoint> withLayers(List<MountPoint> points, List<StoredImage> mounted) {
        Iterator<StoredImage> images = mounted.iterator();
        return points.stream()
                .map(point -> point.mount() instanceof ImageMount
                        ? new MountPoint(
                                point.mount(),
                                false,
                                store.get().layers(images.next()).stream()
                                        .map(Layer::key)
                                        .toList())
                        : point)
                .toList();
    }

    private StoredImage stored(Reference image, Platform platform) {
        return store.get()
                .find(image, platform)
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND,
                        "image '%s' not found locally; run 'atoll image pull %s' first".formatted(image, image)));
    }

    private ContainerConfig configure(
            ContainerSpec spec, StoredImage image, StorageDriver driver, String id, String name) {
        ImageConfig defaults = image.config();
        String stopSignal = spec.stopSignal() != null ? spec.stopSignal() : defaults.stopSignal();
        return new ContainerConfig(
                id,
                name,
                image.reference().toString(),
                image.descriptor().digest().toString(),
                Instant.now(),
                defaults.diffIds(),
                command(spec, image),
                Environment.merge(defaults.env(), spec.env()),
                spec.user() != null ? spec.user() : defaults.user(),
                ContainerPaths.workingDir(spec.workingDir(), defaults.workingDir()),
                checks.hostname(spec, id),
                spec.readOnly(),
                spec.network(),
                MountSelection.of(
                        spec.mounts(),
                        spec.volumesFrom(),
                        container -> containers.get(container).config().mounts(),
                        defaults.volumes()),
                spec.terminal(),
                spec.interactive(),
                spec.autoRemove(),
                spec.init(),
                stopSignal.isEmpty() ? Signals.TERM : Signals.parse(stopSignal),
                spec.stopTimeout(),
                driver.name(),
                spec.resources(),
                lifecycle(spec, defaults),
                checks.security(spec),
                checks.namespaces(spec),
                checks.devices(spec),
                checks.processLimits(spec),
                checks.dns(spec),
                spec.annotations(),
                spec.labels(),
                entrypoint(spec, image).size());
    }

    private static Lifecycle lifecycle(ContainerSpec spec, ImageConfig defaults) {
        Lifecycle asked = spec.lifecycle();
        if (spec.autoRemove() && asked.restart().mode() != RestartPolicy.Mode.NO) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "a container that is removed when it ends (--rm) cannot have the restart policy '%s'"
                            .formatted(asked.restart()));
        }
        return asked.withHealthcheck(Healthchecks.merge(asked.healthcheck(), defaults.healthcheck()));
    }

    /** An entrypoint given replaces the image's command too, as with Docker: it was meant for the image's entrypoint. */
    private static List<String> command(ContainerSpec spec, StoredImage image) {
        ImageConfig defaults = image.config();
        List<String> command = new ArrayList<>(entrypoint(spec, image));
        if (!spec.command().isEmpty()) {
            command.addAll(spec.command());
        } else if (spec.entrypoint() == null) {
            command.addAll(defaults.cmd());
        }
        if (command.isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "no command to run: image '%s' has neither ENTRYPOINT nor CMD; give one after the image's name"
                            .formatted(image.reference()));
        }
        return command;
    }

    private static List<String> entrypoint(ContainerSpec spec, StoredImage image) {
        List<String> its = spec.entrypoint();
        return its != null ? its : image.config().entrypoint();
    }
}
