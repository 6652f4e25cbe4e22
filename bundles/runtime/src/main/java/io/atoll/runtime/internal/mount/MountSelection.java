package io.atoll.runtime.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.runtime.VolumesFrom;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.runtime.internal.volume.VolumeNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which mounts a container has, by target: those asked for; where they have nothing, those of other containers, the last first; where these have nothing, a volume
 * without a name for each that the image declares.
 */
public final class MountSelection {
    private final Map<String, MountPoint> chosen = new LinkedHashMap<>();

    private MountSelection() {}

    /**
     * @param others the mounts of another container, by what it is called
     * @param declared the image's volumes
     * @throws AtollException INVALID also if two are asked for at one target
     */
    public static List<MountPoint> of(
            List<Mount> asked,
            List<VolumesFrom> from,
            Function<String, List<MountPoint>> others,
            Collection<String> declared) {
        if (asked.isEmpty() && from.isEmpty() && declared.isEmpty()) {
            return List.of();
        }
        MountSelection selection = new MountSelection();
        from.forEach(container -> selection.inherit(container, others.apply(container.container())));
        selection.ask(asked);
        declared.forEach(selection::declare);
        return List.copyOf(selection.chosen.values());
    }

    private void inherit(VolumesFrom from, List<MountPoint> mounts) {
        for (MountPoint point : mounts) {
            if (!(point.mount() instanceof TmpfsMount)) {
                Mount mount = from.readOnly() ? readOnly(point.mount()) : point.mount();
                put(new MountPoint(mount, point.anonymous(), point.layers()));
            }
        }
    }

    private void ask(List<Mount> asked) {
        Set<String> targets = new HashSet<>();
        List<Mount> optional = new ArrayList<>();
        for (Mount mount : asked.stream().map(MountChecks::check).toList()) {
            if (isPlainAnonymous(mount)) {
                optional.add(mount); // As the image's own: -v /data beside -v data:/data says nothing.
            } else if (targets.add(mount.target())) {
                put(named(mount));
            } else {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "duplicate mount point: %s is the target of two mounts".formatted(mount.target()));
            }
        }
        optional.forEach(mount -> declare(mount.target()));
    }

    private void declare(String text) {
        String target = MountChecks.target(text);
        if (!chosen.containsKey(target)) {
            put(named(VolumeMount.of(VolumeSpec.ANONYMOUS, target, false)));
        }
    }

    private void put(MountPoint point) {
        chosen.put(point.mount().target(), point);
    }

    private static boolean isPlainAnonymous(Mount mount) {
        return mount.equals(VolumeMount.of(VolumeSpec.ANONYMOUS, mount.target(), false));
    }

    /** A volume without a name gets one. */
    private static MountPoint named(Mount mount) {
        if (!(mount instanceof VolumeMount volume) || volume.volume().name() != null) {
            return MountPoint.of(mount);
        }
        VolumeSpec spec = volume.volume();
        return new MountPoint(
                new VolumeMount(
                        new VolumeSpec(VolumeNames.makeUp(), spec.driver(), spec.labels(), spec.options()),
                        volume.target(),
                        volume.readOnly(),
                        volume.noCopy(),
                        volume.subpath()),
                true,
                List.of());
    }

    private static Mount readOnly(Mount mount) {
        return switch (mount) {
            case BindMount bind ->
                new BindMount(
                        bind.source(), bind.target(), true, bind.createSource(), bind.recursion(), bind.propagation());
            case VolumeMount volume ->
                new VolumeMount(volume.volume(), volume.target(), true, volume.noCopy(), volume.subpath());
            case TmpfsMount tmpfs -> tmpfs;
            case ImageMount image -> image;
        };
    }
}
