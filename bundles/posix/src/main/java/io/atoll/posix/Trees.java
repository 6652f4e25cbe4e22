package io.atoll.posix;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Removes directory trees, of any depth and however hostile: every step goes through an open directory, so a tree that somebody
 * changes meanwhile cannot lead outside. Plain Java, because removal is on the path of {@code run --rm} and native calls are not warm then.
 */
public final class Trees {
    /** Deeper directories are first moved to the top: each level holds a descriptor, and a container may nest without end. */
    private static final int MAX_OPEN_LEVELS = 100;

    private Trees() {}

    /**
     * Removes a file or tree; nothing happens where there is none. A symbolic link is removed itself.
     *
     * @return the bytes its regular files held
     */
    public static long remove(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Path name = path.getFileName();
        if (parent == null || name == null) {
            throw new IOException("cannot remove the root directory");
        }
        try (SecureDirectoryStream<Path> directory = open(parent)) {
            return new Removal(directory, name).run();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    private static SecureDirectoryStream<Path> open(Path path) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(path);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("cannot remove " + path + ": directories cannot be opened relative to each other here");
    }

    /** One removal: {@code parent} holds the tree, and takes the parts of it that are nested too deeply. */
    private static final class Removal {
        private final SecureDirectoryStream<Path> parent;
        private final Path top;
        private final List<Path> moved = new ArrayList<>();
        private long bytes;

        Removal(SecureDirectoryStream<Path> parent, Path top) {
            this.parent = parent;
            this.top = top;
        }

        long run() throws IOException {
            remove(parent, top, 0);
            for (int i = 0; i < moved.size(); i++) {
                remove(parent, moved.get(i), 0);
            }
            return bytes;
        }

        private void remove(SecureDirectoryStream<Path> in, Path name, int level) throws IOException {
            BasicFileAttributes attributes;
            try {
                attributes = in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
            } catch (NoSuchFileException e) {
                return;
            }
            if (!attributes.isDirectory()) {
                if (attributes.isRegularFile()) {
                    bytes += attributes.size();
                }
                delete(() -> in.deleteFile(name));
            } else if (level == MAX_OPEN_LEVELS) {
                // A name of its own: what a removal that was killed moved may still be there.
                Path shallow = Path.of(top + "." + UUID.randomUUID());
                in.move(name, parent, shallow);
                moved.add(shallow);
            } else {
                empty(in, name, level);
                delete(() -> in.deleteDirectory(name));
            }
        }

        private void empty(SecureDirectoryStream<Path> in, Path name, int level) throws IOException {
            try (SecureDirectoryStream<Path> directory = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                for (Path child : directory) {
                    Path last = child.getFileName();
                    if (last != null) {
                        remove(directory, last, level + 1);
                    }
                }
            } catch (NoSuchFileException e) {
                // Somebody else removes it too.
            }
        }

        private static void delete(Deletion deletion) throws IOException {
            try {
                deletion.run();
            } catch (NoSuchFileException e) {
                // Somebody else removes it too.
            }
        }
    }

    private interface Deletion {
        void run() throws IOException;
    }
}
