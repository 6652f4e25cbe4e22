package io.atoll.store.internal.layer;

import io.atoll.api.AtollException;
import io.atoll.api.image.Digest;
import io.atoll.api.store.Layer;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The directory of extracted layers: {@code <diff-id hex>} or {@code <chain-id hex>} (see {@link Layer#key}), with what has to be remembered of one in
 * a file beside it, {@link LayerNotes}. A layer that has its name is complete and never changes. Names that begin with a dot are layers being removed.
 */
public final class LayerFiles {
    private static final Pattern NOTES = Pattern.compile("([0-9a-f]{64,128})" + Pattern.quote(LayerNotes.SUFFIX));
    private static final int SHA512 = 128;

    private final Path directory;
    private final TempSpace temp;
    private final Locks locks;
    private final Disk disk;
    /** Of layers, which do not change. */
    private final Map<Digest, LayerNotes> notes = new ConcurrentHashMap<>();

    public LayerFiles(Path directory, TempSpace temp, Locks locks, Disk disk) {
        this.directory = directory;
        this.temp = temp;
        this.locks = locks;
        this.disk = disk;
    }

    public Path directory() {
        return directory;
    }

    public Path path(Digest key) {
        return directory.resolve(key.hex());
    }

    private Path notesPath(Digest key) {
        return directory.resolve(key.hex() + LayerNotes.SUFFIX);
    }

    public boolean has(Digest key) {
        return Files.isDirectory(path(key), LinkOption.NOFOLLOW_LINKS);
    }

    Optional<Layer> get(Digest key) {
        return has(key) ? Optional.of(layer(key)) : Optional.empty();
    }

    /** One that is known to be there. */
    Layer layer(Digest key) {
        return new Layer(key, path(key), notes(key).root());
    }

    LayerNotes notes(Digest key) {
        return notes.computeIfAbsent(key, absent -> {
            try {
                return LayerNotes.read(notesPath(key));
            } catch (IOException e) {
                throw Failures.of("read what is noted of the layer " + key, directory, e);
            }
        });
    }

    /** The keys of all layers there are. */
    public List<Digest> all() {
        List<Digest> all = new ArrayList<>();
        // Anything else is not a layer, and not ours to remove.
        list("[0-9a-f]*")
                .forEach(path -> digest(String.valueOf(path.getFileName())).ifPresent(all::add));
        return all;
    }

    private static Optional<Digest> digest(String hex) {
        try {
            return Optional.of(new Digest(hex.length() == SHA512 ? "sha512" : "sha256", hex));
        } catch (AtollException e) {
            return Optional.empty();
        }
    }

    /** Whoever makes a layer, or notes something of one, holds its lock. */
    <T, E extends Exception> T locked(Digest key, Locks.Body<T, E> body) throws E {
        // One of 256 locks: two layers share one rarely, and then only wait for each other.
        return locks.exclusive("layer-" + key.hex().substring(0, 2), body);
    }

    /** Gives a complete tree its name, with the lock held; the notes come first: a layer that is there has them. */
    void publish(Path tree, Digest key, LayerNotes its) throws IOException {
        if (Files.exists(path(key), LinkOption.NOFOLLOW_LINKS)) {
            // Another user extracted it with less.
            var unused = condemn(key);
        } else {
            // Of one that was being removed when its engine died.
            disk.delete(notesPath(key));
        }
        try {
            if (!its.isEmpty()) {
                disk.replace(temp.next("notes"), notesPath(key), its.bytes());
            }
            notes.put(key, its);
            disk.rename(tree, path(key));
        } catch (IOException e) {
            unpublished(key, e);
            throw e;
        }
    }

    private void unpublished(Digest key, IOException failure) {
        if (!has(key)) {
            notes.remove(key);
            disk.discard(notesPath(key), failure);
        }
    }

    /**
     * Takes a layer's name away, in the same directory: that needs no space on a full disk.
     *
     * @return what it is now, or empty if it was gone already
     */
    public Optional<Path> condemn(Digest key) {
        try {
            Path gone = directory.resolve("." + key.hex().substring(0, 12) + "." + UUID.randomUUID());
            boolean there = moved(path(key), gone);
            disk.delete(notesPath(key));
            notes.remove(key);
            return there ? Optional.of(gone) : Optional.empty();
        } catch (IOException e) {
            throw Failures.of("remove the layer " + key, directory, e);
        }
    }

    private boolean moved(Path from, Path to) throws IOException {
        try {
            disk.rename(from, to);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** What {@link #condemn} renamed, now or in an engine that died. */
    public List<Path> condemned() {
        return list(".*");
    }

    /** The same, to be deleted: without syncing, a power failure could give a layer its name back after its files are gone. */
    public List<Path> durablyCondemned() {
        List<Path> condemned = condemned();
        try {
            if (!condemned.isEmpty()) {
                disk.syncDirectory(directory);
            }
        } catch (IOException e) {
            // On a full disk there is no other way to make room.
            if (!Failures.isFull(e)) {
                throw Failures.of("remove layers", directory, e);
            }
        }
        return condemned;
    }

    /** Whether this is what is noted of a layer that is there, or was before an engine died that was removing it. */
    public static boolean isNotes(Path file) {
        return NOTES.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** Whether these are notes without their layer. */
    public boolean isStrayNotes(Path file) {
        return keyOfNotes(file).filter(key -> !has(key)).isPresent();
    }

    public List<Path> strayNotes() {
        return list("[0-9a-f]*" + LayerNotes.SUFFIX).stream()
                .filter(this::isStrayNotes)
                .toList();
    }

    /** @param before told of each before it is removed */
    public void removeStrayNotes(Consumer<Path> before) {
        for (Path file : strayNotes()) {
            keyOfNotes(file).ifPresent(key -> removeStrayNotes(key, file, before));
        }
    }

    private void removeStrayNotes(Digest key, Path file, Consumer<Path> before) {
        try {
            boolean unused = locked(key, () -> {
                if (has(key) || Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                    return false; // somebody was just making the layer, or removed them
                }
                before.accept(file);
                notes.remove(key);
                return disk.delete(file);
            });
        } catch (IOException e) {
            throw Failures.of("remove what is noted of the layer " + key, directory, e);
        }
    }

    private static Optional<Digest> keyOfNotes(Path file) {
        var matcher = NOTES.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? digest(matcher.group(1)) : Optional.empty();
    }

    private List<Path> list(String glob) {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
            entries.forEach(paths::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Failures.of("list the layers", directory, e);
        }
        return paths;
    }
}
