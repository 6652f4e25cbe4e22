package io.atoll.registry.internal.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Changes a file of credentials: as a whole or not at all, readable by its owner only, and with all else that is in it kept in its order. Several who change it at once
 * wait for each other, in other engines too.
 */
final class AuthFileEditor {
    private static final int MAX_LINKS = 20;
    private static final int WAITS = 1000;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private AuthFileEditor() {}

    /**
     * Changes a file, or makes it.
     *
     * @param change given what is in it, under the lock; says whether it changed anything
     * @throws AtollException INVALID if it cannot be understood, KERNEL if it cannot be written: it stays as it is
     */
    static void edit(Path path, Predicate<ObjectNode> change) throws InterruptedException {
        try {
            Path file = target(path);
            Path directory = Objects.requireNonNull(file.getParent());
            Files.createDirectories(directory, OWNER_DIRECTORY);
            Path lockFile = directory.resolve(file.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(
                            lockFile,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                            OWNER_FILE);
                    FileLock lock = lock(channel, lockFile)) {
                ObjectNode root = AuthFile.read(file).map(AuthFile::copy).orElseGet(Json::object);
                if (lock.isValid() && change.test(root)) {
                    replace(file, directory, Json.pretty(root));
                }
            }
        } catch (AccessDeniedException e) {
            throw failed(path, "permission denied", e);
        } catch (IOException e) {
            throw failed(path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Where it really is: people keep their configuration elsewhere and link to it. */
    private static Path target(Path path) throws IOException {
        Path file = path.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(file); links++) {
            if (links == MAX_LINKS) {
                throw new IOException("it is a link that leads nowhere");
            }
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        return file.normalize();
    }

    private static FileLock lock(FileChannel channel, Path file) throws IOException, InterruptedException {
        for (int waited = 0; waited < WAITS; waited++) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // Another thread of this engine has it.
            }
            Thread.sleep(10);
        }
        throw new IOException("somebody else holds " + file);
    }

    private static void replace(Path file, Path directory, byte[] bytes) throws IOException {
        Path temporary = Files.createTempFile(directory, file.getFileName().toString(), "", OWNER_FILE);
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    int unused = out.write(rest);
                }
                keepOwner(file, temporary);
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Root that changes a user's file does not take it away from them. */
    private static void keepOwner(Path file, Path temporary) throws IOException {
        try {
            Map<String, Object> had = Files.readAttributes(file, "unix:uid,gid");
            Map<String, Object> has = Files.readAttributes(temporary, "unix:uid,gid");
            if (!had.equals(has)) {
                Files.setAttribute(temporary, "unix:uid", had.get("uid"));
                Files.setAttribute(temporary, "unix:gid", had.get("gid"));
            }
        } catch (NoSuchFileException e) {
            // A new one belongs to who makes it.
        }
    }

    private static AtollException failed(Path path, String why, IOException cause) {
        return new AtollException(
                ErrorCode.KERNEL,
                "cannot change the registry credentials in %s: %s; it is as it was".formatted(path, why),
                cause);
    }
}
