package io.atoll.runtime.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.storage.RootFs;
import io.atoll.api.volume.Volume;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.runtime.internal.volume.VolumeService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes what a new container's mounts need. Its anonymous volumes are listed in a file of its directory before they are made: of a container that is not there, because an
 * engine was killed while it was made or removed, they are removed with what else is left of it.
 */
public final class MountPreparation {
    private static final String FILE = "volumes";

    private final VolumeService volumes;

    public MountPreparation(VolumeService volumes) {
        this.volumes = volumes;
    }

    /**
     * Sees to the host paths, and keeps the volumes from being removed until {@link #end}.
     *
     * @throws AtollException NOT_FOUND for a host path that is not there and is not to be made
     */
    public void begin(String container, List<MountPoint> points) {
        if (points.isEmpty()) {
            return;
        }
        for (MountPoint point : points) {
            if (point.mount() instanceof BindMount bind
                    && !bind.createSource()
                    && !Files.exists(Path.of(bind.source()))) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND,
                        "cannot mount %s at %s: there is nothing at that path; make it first, or use -v, which makes a directory"
                                .formatted(bind.source(), bind.target()));
            }
        }
        for (MountPoint point : points) {
            if (point.mount() instanceof BindMount bind) {
                makeSource(bind);
            }
        }
        volumes.hold(
                container,
                points.stream()
                        .map(MountPoint::volume)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet()));
    }

    private static void makeSource(BindMount bind) {
        Path source = Path.of(bind.source());
        try {
            if (!Files.exists(source)) {
                Files.createDirectories(source);
            }
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot make %s, to be mounted at %s: %s".formatted(source, bind.target(), e), e);
        }
    }

    /**
     * Makes the volumes that are not there, and fills those that are empty.
     *
     * @param directory the container's
     * @param durable whether they must survive a power cut
     */
    public void make(Path directory, List<MountPoint> points, RootFs root, boolean durable) throws IOException {
        List<String> anonymous = anonymous(points);
        if (!anonymous.isEmpty()) {
            Files.write(directory.resolve(FILE), anonymous);
        }
        for (MountPoint point : points) {
            if (point.mount() instanceof VolumeMount mount) {
                make(point, mount, root, durable);
            }
        }
    }

    private void make(MountPoint point, VolumeMount mount, RootFs root, boolean durable) {
        VolumeSpec spec = mount.volume();
        if (point.anonymous()) {
            Map<String, String> labels = new TreeMap<>(spec.labels());
            labels.put(Volume.ANONYMOUS, "");
            spec = new VolumeSpec(spec.name(), spec.driver(), labels, spec.options());
        }
        Volume unused = volumes.create(spec, durable || !point.anonymous());
        if (!mount.noCopy() && mount.subpath().isEmpty()) {
            volumes.fill(point.volume(), root, mount.target(), durable || !point.anonymous());
        }
    }

    /** The container is recorded, or will not be. */
    public void end(String container, List<MountPoint> points) {
        if (!points.isEmpty()) {
            volumes.release(container);
        }
    }

    /** Call before the record of a container goes whose anonymous volumes stay. */
    public static void keepAnonymous(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }

    /** Removes the anonymous volumes of a container that is not there any more, but those that others use. */
    public void removeAnonymous(List<MountPoint> points) {
        volumes.removeUnused(anonymous(points));
    }

    /** The same of a directory that a container left. */
    public void removeListed(Path directory) {
        try {
            volumes.removeUnused(Files.readAllLines(directory.resolve(FILE)));
        } catch (NoSuchFileException e) {
            // It had none, or they are to stay.
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot read %s: %s".formatted(directory.resolve(FILE), e), e);
        }
    }

    private static List<String> anonymous(List<MountPoint> points) {
        return points.stream()
                .filter(MountPoint::anonymous)
                .map(MountPoint::volume)
                .toList();
    }
}
