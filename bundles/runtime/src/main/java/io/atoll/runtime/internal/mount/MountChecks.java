package io.atoll.runtime.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.BindMount.Propagation;
import io.atoll.api.runtime.BindMount.Recursion;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.runtime.internal.volume.TmpfsOptions;
import io.atoll.runtime.internal.volume.VolumeService;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What a mount must be, before anything is made for it. */
public final class MountChecks {
    private MountChecks() {}

    /**
     * The mount with normalised paths.
     *
     * @throws AtollException INVALID if a path is relative, or hides what keeps the container in, or an option is none; UNSUPPORTED
     */
    public static Mount check(Mount mount) {
        String target = target(mount.target());
        return switch (mount) {
            case BindMount bind -> bind(bind, target);
            case VolumeMount volume -> volume(volume, target);
            case TmpfsMount tmpfs -> new TmpfsMount(target, TmpfsOptions.check(tmpfs.options()));
            case ImageMount image -> new ImageMount(image.image(), target);
        };
    }

    /** @throws AtollException INVALID if nothing can be mounted there */
    static String target(String text) {
        Path target = path(text).normalize();
        if (!target.isAbsolute()) {
            throw new AtollException(
                    ErrorCode.INVALID, "invalid mount target '%s': it must be an absolute path".formatted(text));
        }
        if (target.getNameCount() == 0 || target.startsWith("/proc") || target.startsWith("/sys")) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid mount target '%s': nothing can be mounted over /, /proc or /sys".formatted(target));
        }
        return target.toString();
    }

    private static Mount bind(BindMount bind, String target) {
        Path source = path(bind.source());
        if (!source.isAbsolute()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid mount source '%s' for %s: it must be an absolute path".formatted(bind.source(), target));
        }
        if (bind.recursion() == Recursion.READONLY
                && (!bind.readOnly() || bind.propagation() != Propagation.RPRIVATE)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid mount for %s: bind-recursive=readonly needs readonly and bind-propagation=rprivate"
                            .formatted(target));
        }
        if (bind.recursion() == Recursion.WRITABLE && !bind.readOnly()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid mount for %s: bind-recursive=writable means something only with readonly"
                            .formatted(target));
        }
        return new BindMount(
                source.toString(), target, bind.readOnly(), bind.createSource(), bind.recursion(), bind.propagation());
    }

    private static Mount volume(VolumeMount mount, String target) {
        VolumeService.check(mount.volume());
        if (mount.volume().name() == null && mount.readOnly()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid mount for %s: a volume without a name is new and empty; read-only it is of no use"
                            .formatted(target));
        }
        if (mount.volume().name() == null && !mount.subpath().isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid mount for %s: there is nothing to be a subpath of in a volume without a name"
                            .formatted(target));
        }
        return new VolumeMount(mount.volume(), target, mount.readOnly(), mount.noCopy(), subpath(mount.subpath()));
    }

    private static String subpath(String text) {
        Path path = path(text).normalize();
        if (path.isAbsolute() || path.startsWith("..")) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid volume subpath '%s': it must be relative and inside the volume".formatted(text));
        }
        return path.toString();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new AtollException(ErrorCode.INVALID, "invalid path '%s': %s".formatted(text, e.getReason()), e);
        }
    }
}
