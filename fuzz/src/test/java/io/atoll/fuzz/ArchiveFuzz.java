package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import io.atoll.api.AtollException;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTransport.Context;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.archive.DockerArchiveTransport;
import io.atoll.store.internal.archive.StreamedArchives;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Reads archives of images, Docker's and layouts, from a pipe and from a file: what is loaded from the one is what is found in the other. */
public final class ArchiveFuzz {
    private static final Path FILE = file("archive");
    private static final Path SPOOLED = file("spooled");
    private static final DockerArchiveTransport FILES =
            new DockerArchiveTransport(ArchiveFuzz::spool, new MemoryFileSystem(0));
    private static final Context CONTEXT = new Context(Path.of("/"), "docker.io/library", RegistryAccess.ANONYMOUS);

    private ArchiveFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        byte[] archive = Digests.repaired(data);
        Optional<List<Digest>> loaded = load(new ByteArrayInputStream(archive));
        require(loaded.equals(load(new TarFuzz.Pieces(archive))), "in pieces it is another archive");
        Optional<List<Digest>> found = find(archive);
        if (loaded.isPresent() && found.isPresent()) {
            require(loaded.equals(found), "loaded: %s, found: %s".formatted(loaded, found));
        }
    }

    /** Of one that is not refused. */
    static List<Digest> images(byte[] archive) {
        return load(new ByteArrayInputStream(archive)).orElseThrow();
    }

    /** @return empty if it is refused */
    private static Optional<List<Digest>> load(InputStream archive) {
        MemoryStore store = new MemoryStore();
        try {
            new StreamedArchives(store.store).load(archive, null, image -> {}, TransferListener.NONE);
        } catch (AtollException e) {
            Refusals.check(e);
            store.checkClosed();
            return Optional.empty();
        }
        store.checkClosed();
        return Optional.of(store.named());
    }

    private static Optional<List<Digest>> find(byte[] archive) throws IOException {
        Files.write(FILE, archive);
        try (ImageSource source = FILES.source(FILE.toString(), CONTEXT)) {
            return Optional.of(source.images().stream().map(Descriptor::digest).toList());
        } catch (AtollException e) {
            Refusals.check(e);
            return Optional.empty();
        }
    }

    private static FileChannel spool(InputStream in) throws IOException {
        Files.copy(in, SPOOLED, StandardCopyOption.REPLACE_EXISTING);
        return FileChannel.open(SPOOLED, StandardOpenOption.READ);
    }

    private static Path file(String name) {
        Path memory = Path.of("/dev/shm");
        try {
            Path file = Files.isWritable(memory)
                    ? Files.createTempFile(memory, "atoll-fuzz-" + name, ".tar")
                    : Files.createTempFile("atoll-fuzz-" + name, ".tar");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
