package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.api.posix.Syscalls;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.compression.Blocks;
import io.atoll.store.internal.layer.Extraction;
import io.atoll.store.internal.layer.Limits;
import io.atoll.testing.Shell;
import io.atoll.testing.TestImages;
import io.atoll.testing.Tmpfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Packs trees made in memory. */
abstract class PackTest {
    @TempDir(factory = Tmpfs.class)
    Path temporary = Path.of("/nonexistent");

    final Syscalls syscalls = new JnaSyscalls();
    private int trees;

    /** A new directory, filled by a script that runs in it. */
    Path tree(String script) {
        try {
            Path tree = Files.createDirectory(temporary.resolve("tree" + trees++));
            Shell.script("umask 022; cd \"$1\"\n" + script, tree);
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] pack(Path tree) {
        return pack(tree, Source.TREE);
    }

    byte[] pack(Path tree, Source source) {
        return pack(new TreeLayerPacker(syscalls), tree, source);
    }

    static byte[] pack(TreeLayerPacker packer, Path tree, Source source) {
        try {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            var unused = packer.pack(tree, source, archive);
            return archive.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Extracts an archive as a layer of the store. */
    Path extract(byte[] archive) {
        return extract(new ByteArrayInputStream(archive), TestImages.sha256(archive));
    }

    Path extract(InputStream blob, Digest diffId) {
        try {
            Path tree = Files.createDirectory(temporary.resolve("tree" + trees++));
            Path trash = Files.createDirectory(temporary.resolve("trash" + trees++));
            new Extraction(
                            syscalls,
                            Limits.DEFAULT,
                            new Blocks(),
                            new Descriptor(MediaTypes.OCI_LAYER, diffId, 0),
                            diffId)
                    .run(blob, tree, trash);
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What tar makes of an archive, with its options. */
    String tar(byte[] archive, String... options) throws IOException {
        Path file = temporary.resolve("listed" + trees++);
        Files.write(file, archive);
        return Shell.script("file=$1; shift; tar -f \"$file\" \"$@\"", concat(file, options));
    }

    void attribute(Path tree, String name, String attribute, int... value) {
        byte[] bytes = new byte[value.length];
        for (int i = 0; i < value.length; i++) {
            bytes[i] = (byte) value[i];
        }
        syscalls.lsetxattr(tree.resolve(name), bytes(attribute), bytes);
    }

    String snapshot(Path tree) {
        return TreeSnapshot.of(syscalls, tree);
    }

    static AtollException assertFails(ErrorCode code, Executable call) {
        AtollException e = assertThrows(AtollException.class, call);
        assertEquals(code, e.code(), e.getMessage());
        return e;
    }

    static long count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Object[] concat(Path file, String... options) {
        Object[] all = new Object[options.length + 1];
        all[0] = file;
        System.arraycopy(options, 0, all, 1, options.length);
        return all;
    }
}
