package io.atoll.runtime.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.storage.RootFs;
import io.atoll.api.volume.Volume;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.api.volume.Volumes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The volumes, and who uses them: the containers that are recorded, and those being made, which hold theirs until they are.
 *
 * <p>INVARIANT: the monitor of {@link #held} is taken for every removal and for every new hold, so a volume that is held or used stays.
 */
@Component(service = {Volumes.class, VolumeService.class})
public final class VolumeService implements Volumes {
    private final VolumeFiles files;
    private final VolumeFill fill;
    private final Syscalls syscalls;
    private volatile @Nullable Supplier<Map<String, List<String>>> recorded;
    /** The volumes that containers being made use, by the container's name. */
    private final Map<String, Set<String>> held = new HashMap<>();

    @Activate
    public VolumeService(@Reference Syscalls syscalls, BundleContext context) {
        this(Path.of(context.getProperty("atoll.root")).resolve("volumes"), syscalls);
    }

    public VolumeService(Path root, Syscalls syscalls) {
        this.files = new VolumeFiles(root);
        this.fill = new VolumeFill(syscalls);
        this.syscalls = syscalls;
    }

    /**
     * Says who uses volumes.
     *
     * @param containers the names of the containers there are that use a volume, for each that is used; null if nobody knows: then none is removed
     */
    public void usedBy(@Nullable Supplier<Map<String, List<String>>> containers) {
        recorded = containers;
    }

    /** Removes what an engine that was killed left half made or half removed. */
    public void sweep() {
        files.sweep();
    }

    @Override
    public Volume create(VolumeSpec spec) {
        return create(spec, true);
    }

    /** @param durable whether it must survive a power cut */
    public Volume create(VolumeSpec spec, boolean durable) {
        check(spec);
        String name = spec.name() == null ? VolumeNames.makeUp() : spec.name();
        return files.read(name).orElseGet(() -> make(name, spec, durable));
    }

    /** @throws AtollException INVALID or UNSUPPORTED if there can be no such volume */
    public static void check(VolumeSpec spec) {
        if (spec.name() != null) {
            VolumeNames.check(spec.name());
        }
        if (!spec.driver().equals(VolumeSpec.LOCAL)) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "there is no volume driver '%s': the only one is 'local'".formatted(spec.driver()));
        }
        if (!spec.options().isEmpty()) {
            VolumeSource unused = VolumeSource.parse(spec.options());
        }
    }

    private Volume make(String name, VolumeSpec spec, boolean durable) {
        Map<String, String> labels = new TreeMap<>(spec.labels());
        if (spec.name() == null) {
            labels.put(Volume.ANONYMOUS, "");
        }
        files.prepare();
        try {
            return DirectoryLock.exclusive(
                    syscalls,
                    files.root(),
                    () -> files.read(name)
                            .orElseGet(() -> files.create(
                                    name, new VolumeSpec(name, spec.driver(), labels, spec.options()), durable)));
        } catch (KernelException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot make volume %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    @Override
    public Volume get(String name) {
        return files.read(name)
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND,
                        "no such volume: %s; 'atoll volume ls' lists those there are".formatted(name)));
    }

    @Override
    public List<Volume> list() {
        return files.list();
    }

    @Override
    public Map<String, List<String>> users() {
        Supplier<Map<String, List<String>>> containers = recorded;
        if (containers == null) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE,
                    "the container runtime, which knows what volumes are used, is not running; start its bundle: atoll engine shell 'start io.atoll.runtime'");
        }
        synchronized (held) {
            Map<String, List<String>> all = new HashMap<>();
            containers.get().forEach((volume, names) -> all.put(volume, new ArrayList<>(names)));
            held.forEach((container, volumes) -> {
                for (String volume : volumes) {
                    List<String> names = all.computeIfAbsent(volume, key -> new ArrayList<>());
                    if (!names.contains(container)) {
                        names.add(container);
                    }
                }
            });
            return all;
        }
    }

    @Override
    public void remove(String name) {
        Path gone;
        synchronized (held) {
            if (!files.exists(name)) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND,
                        "cannot remove volume %s: there is none of that name; 'atoll volume ls' lists them"
                                .formatted(name));
            }
            List<String> users = users().getOrDefault(name, List.of());
            if (!users.isEmpty()) {
                throw new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot remove volume %s: it is used by %s %s; remove %s first"
                                .formatted(
                                        name,
                                        users.size() == 1 ? "container" : "containers",
                                        String.join(
                                                ", ", users.stream().sorted().toList()),
                                        users.size() == 1 ? "it" : "them"));
            }
            gone = DirectoryLock.exclusive(syscalls, files.root(), () -> files.remove(name));
        }
        VolumeFiles.discard(gone);
    }

    /** Removes those of the volumes that are there and that nobody uses. */
    public void removeUnused(Collection<String> names) {
        for (String name : names) {
            try {
                remove(name);
            } catch (AtollException e) {
                if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.CONFLICT) {
                    System.getLogger(VolumeService.class.getName())
                            .log(System.Logger.Level.WARNING, "leaving an anonymous volume", e);
                }
            }
        }
    }

    /** Keeps volumes, whether they are there yet or not, for a container that is being made. */
    public void hold(String container, Set<String> volumes) {
        synchronized (held) {
            held.put(container, Set.copyOf(volumes));
        }
    }

    /** That container is recorded, or will not be. */
    public void release(String container) {
        synchronized (held) {
            held.remove(container);
        }
    }

    /** Where the files of a volume are, whether it is there or not. */
    public Path data(String name) {
        return files.data(name);
    }

    /** Fills one of the engine's own, if it is empty: see {@link VolumeFill}. */
    public void fill(String name, RootFs root, String target, boolean durable) {
        if (VolumeSource.of(get(name)) instanceof VolumeSource.Own own) {
            fill.fill(files.directory(name), own.directory(), root, target, durable);
        }
    }

    /** The permissions of a directory in a container's root; empty if there is none. */
    public OptionalInt permissions(RootFs root, String path) {
        try (MergedRoot merged = new MergedRoot(syscalls, root)) {
            List<Integer> directories = merged.directory(path);
            return directories.isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(
                            syscalls.statat(directories.getFirst(), new byte[0]).mode() & 07777);
        } catch (KernelException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot look at %s in the container: %s".formatted(path, e.getMessage()), e);
        }
    }

    /**
     * What is mounted of a volume, ready to be.
     *
     * @throws AtollException NOT_FOUND if it was deleted by hand
     */
    public VolumeSource source(String name) {
        Volume volume = get(name);
        fill.resume(files.directory(name), volume.mountpoint());
        return VolumeSource.of(volume);
    }
}
