package io.atoll.store.internal.layout;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layout.ImageLayout;
import io.atoll.api.layout.ImageLayouts;
import io.atoll.api.posix.Syscalls;
import io.atoll.json.Json;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Layouts in any directory. They are locked by the directory itself, so that no file is added; what is being written is in {@code .atoll-…} there, which a
 * process holds locked for as long as it lives, and is swept by the next one if it died.
 */
@Component
public final class FileImageLayouts implements ImageLayouts {
    /** What names of temporary directories begin with. */
    static final String TEMPORARY = ".atoll-";

    private static final String VERSION = "1.0.0";
    private static final int MAX_MARKER = 4096;

    private final Syscalls syscalls;
    private final Disk disk;

    @Activate
    public FileImageLayouts(@Reference Syscalls syscalls) {
        this(syscalls, new LocalDisk());
    }

    public FileImageLayouts(Syscalls syscalls, Disk disk) {
        this.syscalls = syscalls;
        this.disk = disk;
    }

    @Override
    public ImageLayout open(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        requireLayout(absolute);
        Path blobs = absolute.resolve("blobs");
        // Somebody else's layout must not make this write elsewhere.
        for (Path path : List.of(blobs, blobs.resolve("sha256"), blobs.resolve("sha512"))) {
            if (Files.isSymbolicLink(path)) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "cannot open the image layout %s: %s is a symbolic link; if its blobs are meant to be elsewhere, say where when opening it"
                                .formatted(absolute, path));
            }
        }
        if (!Files.isDirectory(blobs)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot open the image layout %s: it has no directory 'blobs'".formatted(absolute));
        }
        return at(absolute);
    }

    @Override
    public ImageLayout open(Path directory, Path blobs) {
        Path absolute = directory.toAbsolutePath().normalize();
        requireLayout(absolute);
        Path elsewhere = blobs.toAbsolutePath().normalize();
        if (!Files.isDirectory(elsewhere)) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "cannot open the image layout %s: there is no directory %s for its blobs"
                            .formatted(absolute, elsewhere));
        }
        Locks locks = Locks.ofDirectory(absolute, syscalls, disk);
        TempSpace temp = new TempSpace(absolute, TEMPORARY, locks, disk);
        // A file system of its own, perhaps: what is to be renamed there must be made there.
        TempSpace blobTemp = new TempSpace(elsewhere, TEMPORARY, Locks.ofDirectory(elsewhere, syscalls, disk), disk);
        Layout layout = Layout.withBlobs(absolute, elsewhere, locks, temp, disk);
        return layout(layout, List.of(temp, blobTemp));
    }

    @Override
    public ImageLayout ensure(Path directory) {
        return ensured(directory);
    }

    private FileImageLayout ensured(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        if (Files.exists(absolute.resolve("oci-layout"), LinkOption.NOFOLLOW_LINKS)) {
            requireLayout(absolute);
        }
        Locks locks = Locks.ofDirectory(absolute, syscalls, disk);
        TempSpace temp = new TempSpace(absolute, TEMPORARY, locks, disk);
        Layout layout = new Layout(absolute, locks, temp, disk);
        try {
            layout.initialise();
        } catch (IOException e) {
            throw Failures.of("make the image layout " + absolute, absolute, e);
        }
        return layout(layout, List.of(temp));
    }

    private static void requireLayout(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "cannot open the image layout %s: there is no such directory".formatted(directory));
        }
        marker(directory.resolve("oci-layout")).ifPresent(problem -> {
            throw new AtollException(
                    problem.isVersion() ? ErrorCode.UNSUPPORTED : ErrorCode.INVALID,
                    "cannot open the image layout %s: %s".formatted(directory, problem.text()));
        });
    }

    /** @param isVersion whether it is a layout, but of another version */
    record MarkerProblem(String text, boolean isVersion) {}

    /** What is wrong with the file that makes a directory a layout. */
    static Optional<MarkerProblem> marker(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new MarkerProblem("it has no file 'oci-layout', so it is none", false));
        }
        JsonNode node;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            node = Json.parse(in.readNBytes(MAX_MARKER), file.toString());
        } catch (AtollException e) {
            return Optional.of(new MarkerProblem(String.valueOf(e.getMessage()), false));
        } catch (IOException e) {
            throw Failures.of("read " + file, file, e);
        }
        String version = node.path("imageLayoutVersion").asText("");
        if (version.isEmpty()) {
            return Optional.of(new MarkerProblem("its file 'oci-layout' has no version", false));
        }
        return version.equals(VERSION)
                ? Optional.empty()
                : Optional.of(new MarkerProblem(
                        "it is of version '%s', only %s is supported"
                                .formatted(version.length() > 50 ? "…" : version, VERSION),
                        true));
    }

    private FileImageLayout at(Path absolute) {
        Locks locks = Locks.ofDirectory(absolute, syscalls, disk);
        TempSpace temp = new TempSpace(absolute, TEMPORARY, locks, disk);
        return layout(new Layout(absolute, locks, temp, disk), List.of(temp));
    }

    private FileImageLayout layout(Layout layout, List<TempSpace> temps) {
        return new FileImageLayout(layout, temps, disk, syscalls, this::ensured);
    }
}
