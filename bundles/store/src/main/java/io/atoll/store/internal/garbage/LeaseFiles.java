package io.atoll.store.internal.garbage;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.store.Lease;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A lease is a file named after its owner, with a digest on each line, {@code expires} with the time (ISO 8601, UTC) where it does, and {@code end} on the
 * last. It is renamed into place but not synced: it is made for every container, and one that a power failure made short is noticed by its missing end (see
 * {@link Collector}).
 */
public final class LeaseFiles {
    private static final String END = "end";
    private static final String EXPIRES = "expires ";
    private static final int MAX_NAME = 255;

    private final Path directory;
    private final Locks locks;
    private final Disk disk;
    private final InstantSource clock;
    /** Of this engine's temporary names, which begin with a dot. */
    private final String prefix = "." + UUID.randomUUID() + "-";

    private final AtomicLong counter = new AtomicLong();

    public LeaseFiles(Path directory, Locks locks, Disk disk, InstantSource clock) {
        this.directory = directory;
        this.locks = locks;
        this.disk = disk;
        this.clock = clock;
    }

    public Path directory() {
        return directory;
    }

    /** @param lifetime null for one that does not end by itself */
    public Lease create(String owner, Collection<Digest> digests, @Nullable Duration lifetime) {
        Path file = directory.resolve(LeaseNames.escape(owner));
        if (owner.isEmpty() || String.valueOf(file.getFileName()).length() > MAX_NAME) {
            throw new AtollException(
                    ErrorCode.INVALID, "'%s' cannot be the owner of a lease: it is empty or too long".formatted(owner));
        }
        if (lifetime != null && !lifetime.isPositive()) {
            throw new AtollException(
                    ErrorCode.INVALID, "a lease of '%s' for %s would protect nothing".formatted(owner, lifetime));
        }
        Set<Digest> all = new LinkedHashSet<>(digests);
        Instant expires =
                lifetime == null ? null : clock.instant().plus(lifetime).truncatedTo(ChronoUnit.MILLIS);
        byte[] bytes = text(all, expires);
        // Shared with other leases, but not with a collection: that has read the leases there were.
        try {
            return locks.shared(
                    Collector.LOCK, () -> new FileLease(disk, owner, all, expires, file, write(file, bytes)));
        } catch (IOException e) {
            throw Failures.of("lease what %s uses".formatted(owner), directory, e);
        }
    }

    private static byte[] text(Set<Digest> digests, @Nullable Instant expires) {
        StringBuilder text = new StringBuilder();
        digests.forEach(digest -> text.append(digest).append('\n'));
        if (expires != null) {
            text.append(EXPIRES).append(expires).append('\n');
        }
        return text.append(END).append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Gives the owner of a lease that was cut short one on what it may have protected; with the store's lock held exclusively.
     *
     * @param digests a superset of it
     */
    void replace(Incomplete broken, Set<Digest> digests) {
        try {
            var unused = write(broken.file(), text(digests, null));
        } catch (IOException e) {
            throw Failures.of("mend the lease of " + broken.owner(), directory, e);
        }
    }

    private @Nullable Object write(Path file, byte[] bytes) throws IOException {
        Path temporary = directory.resolve(prefix + counter.incrementAndGet());
        try {
            writeNew(temporary, bytes);
            Object key = key(temporary);
            disk.rename(temporary, file);
            return key;
        } catch (IOException e) {
            disk.discard(temporary, e);
            throw e;
        }
    }

    private void writeNew(Path temporary, byte[] bytes) throws IOException {
        try {
            writeFile(temporary, bytes);
        } catch (NoSuchFileException e) {
            disk.createDirectories(directory);
            writeFile(temporary, bytes);
        }
    }

    private void writeFile(Path temporary, byte[] bytes) throws IOException {
        try (Disk.NewFile file = disk.create(temporary)) {
            file.write(ByteBuffer.wrap(bytes));
        }
    }

    public List<Lease> all() {
        List<Lease> leases = new ArrayList<>();
        for (Path file : list(LeaseFiles::isLease)) {
            read(file).ifPresent(leases::add);
        }
        return leases;
    }

    /** @return empty if it is gone meanwhile */
    private Optional<Lease> read(Path file) {
        try {
            Object key = key(file);
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            String owner = LeaseNames.unescape(String.valueOf(file.getFileName()));
            return Optional.of(parse(lines)
                    .<Lease>map(its -> new FileLease(disk, owner, its.digests, its.expires, file, key))
                    .orElseGet(() -> new Incomplete(disk, owner, file, key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Failures.of("read the lease " + file, directory, e);
        }
    }

    /** @return empty if the file is not whole */
    private static Optional<Content> parse(List<String> lines) {
        int count = lines.size() - 1;
        if (count < 0 || !lines.get(count).equals(END)) {
            return Optional.empty();
        }
        try {
            Instant expires = null;
            if (count > 0 && lines.get(count - 1).startsWith(EXPIRES)) {
                expires = Instant.parse(lines.get(--count).substring(EXPIRES.length()));
            }
            Set<Digest> digests = new LinkedHashSet<>();
            lines.subList(0, count).forEach(line -> digests.add(Digest.parse(line)));
            return Optional.of(new Content(digests, expires));
        } catch (AtollException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private record Content(Set<Digest> digests, @Nullable Instant expires) {}

    /** Whether it protects nothing any more. */
    boolean isExpired(Lease lease) {
        return lease.expires().filter(end -> !end.isAfter(clock.instant())).isPresent();
    }

    /** What engines that died were writing. With the store's lock held exclusively: nobody is writing then. */
    List<Path> leftovers() {
        return list(file -> !isLease(file));
    }

    /** The file of a lease from {@link #all}. */
    static Path file(Lease lease) {
        return switch (lease) {
            case FileLease whole -> whole.file();
            case Incomplete broken -> broken.file();
            default -> throw new IllegalArgumentException("not a lease of this store: " + lease.owner());
        };
    }

    private List<Path> list(DirectoryStream.Filter<Path> filter) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, filter)) {
            entries.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Failures.of("read the leases", directory, e);
        }
        return files;
    }

    private static boolean isLease(Path file) {
        return !String.valueOf(file.getFileName()).startsWith(".");
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Removes the file, unless it is a later lease's of the same owner. */
    private static void remove(Disk disk, Path file, @Nullable Object key) {
        try {
            if (Objects.equals(key(file), key)) {
                disk.delete(file);
            }
        } catch (NoSuchFileException e) {
            // Given up already.
        } catch (IOException e) {
            throw Failures.of("give up the lease " + file, file, e);
        }
    }

    private record FileLease(
            Disk disk,
            String owner,
            Set<Digest> digests,
            @Nullable Instant end,
            Path file,
            @Nullable Object key) implements Lease {
        FileLease {
            digests = Set.copyOf(digests);
        }

        @Override
        public Optional<Instant> expires() {
            return Optional.ofNullable(end);
        }

        @Override
        public void close() {
            remove(disk, file, key);
        }
    }

    /** A lease of which nobody knows any more what it protects. */
    public record Incomplete(
            Disk disk, String owner, Path file, @Nullable Object key) implements Lease {
        @Override
        public Set<Digest> digests() {
            return Set.of();
        }

        @Override
        public void close() {
            remove(disk, file, key);
        }
    }
}
