package io.atoll.runtime.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.BindMount.Propagation;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.storage.RootFs;
import io.atoll.runtime.internal.volume.TmpfsOptions;
import io.atoll.runtime.internal.volume.VolumeService;
import io.atoll.runtime.internal.volume.VolumeSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Looks up what a container's mounts are at the moment of its launch. */
public final class MountPlanning {
    /** The kernel takes no longer words in a mount's options. */
    private static final int MOST_PATH = 240;

    private final VolumeService volumes;
    private final Function<Digest, Path> layers;

    /** @param layers where a layer is; throws if it is gone */
    public MountPlanning(VolumeService volumes, Function<Digest, Path> layers) {
        this.volumes = volumes;
        this.layers = layers;
    }

    /**
     * @param root the container's, as its processes left it
     * @throws AtollException NOT_FOUND for a volume or an image that was deleted by hand
     */
    public List<PlannedMount> plan(List<MountPoint> points, RootFs root) {
        List<PlannedMount> planned = new ArrayList<>(points.size());
        for (MountPoint point : points) {
            planned.add(
                    switch (point.mount()) {
                        case BindMount bind -> bind(bind);
                        case VolumeMount mount -> volume(point.volume(), mount);
                        case TmpfsMount tmpfs -> memory(tmpfs.target(), tmpfs.options(), root);
                        case ImageMount image -> image(image, point.layers());
                    });
        }
        return planned;
    }

    private static PlannedMount bind(BindMount bind) {
        List<String> flags = new ArrayList<>();
        switch (bind.recursion()) {
            case ENABLED, READONLY -> flags.add("recursive");
            case WRITABLE -> flags.add("rbind");
            case DISABLED -> {}
        }
        if (bind.readOnly()) {
            flags.add("ro");
        }
        if (bind.propagation() != Propagation.PRIVATE && bind.propagation() != Propagation.RPRIVATE) {
            flags.add(MountJson.word(bind.propagation()));
        }
        return new PlannedMount.Bound(bind.source(), "", bind.target(), flags);
    }

    private PlannedMount volume(String name, VolumeMount mount) {
        return switch (volumes.source(name)) {
            // What an image brings as a device is a name and nothing more, in a volume as in the root.
            case VolumeSource.Own own -> bound(own.directory().toString(), mount, List.of("recursive", "nodev"));
            case VolumeSource.Device device -> {
                Set<String> flags = new LinkedHashSet<>(device.flags());
                if (device.recursive()) {
                    flags.add("recursive");
                }
                yield bound(device.path(), mount, flags);
            }
            case VolumeSource.Tmpfs tmpfs -> {
                if (!mount.subpath().isEmpty()) {
                    throw new AtollException(
                            ErrorCode.INVALID,
                            "volume %s has no subpath '%s': it is memory that is empty at each start"
                                    .formatted(name, mount.subpath()));
                }
                List<String> options = new ArrayList<>(tmpfs.options());
                if (mount.readOnly()) {
                    options.add("ro");
                }
                if (!mount.noCopy()) {
                    options.add("tmpcopyup");
                }
                yield new PlannedMount.Memory(mount.target(), TmpfsOptions.of(options));
            }
        };
    }

    private static PlannedMount bound(String source, VolumeMount mount, Iterable<String> flags) {
        Set<String> all = new LinkedHashSet<>();
        flags.forEach(all::add);
        if (mount.readOnly()) {
            all.add("ro");
        }
        return new PlannedMount.Bound(source, mount.subpath(), mount.target(), List.copyOf(all));
    }

    /** Where nobody says otherwise, it has the permissions of the directory it hides, as with Docker. */
    private PlannedMount memory(String target, List<String> words, RootFs root) {
        TmpfsOptions options = TmpfsOptions.of(words);
        if (!options.hasMode()) {
            List<String> with = new ArrayList<>(words);
            volumes.permissions(root, target).ifPresent(mode -> with.add("mode=" + Integer.toOctalString(mode)));
            options = TmpfsOptions.of(with);
        }
        return new PlannedMount.Memory(target, options);
    }

    private PlannedMount image(ImageMount image, List<Digest> keys) {
        List<Path> paths = keys.reversed().stream().map(layers).toList();
        for (Path path : paths) {
            if (paths.size() > 1
                    && (path.toString().contains(",") || path.toString().length() > MOST_PATH)) {
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "cannot mount image %s: the engine's directory has a comma in its path, or is too long: %s"
                                .formatted(image.image(), path));
            }
        }
        return new PlannedMount.Layered(image.target(), paths);
    }
}
