package io.atoll.store.internal.robust;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.Syscalls;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Everything about a tree that can be seen, a line for each name: two trees are the same if their listings are. */
final class TreeListing {
    private final Syscalls syscalls;

    TreeListing(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    List<String> of(Path tree) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted().toList()) {
                lines.add(line(tree, path));
            }
        }
        return lines;
    }

    private String line(Path tree, Path path) throws IOException {
        FileStatus status = syscalls.statat(Syscalls.AT_FDCWD, path.toString().getBytes(StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder("/").append(tree.relativize(path));
        line.append(" %o %d:%d".formatted(status.mode(), status.uid(), status.gid()));
        if (!path.equals(tree) && !status.isWhiteout()) {
            // An archive need not have an entry for its root: then its time is that of the extraction, as a deletion's.
            line.append(" %d.%d".formatted(status.mtimeSeconds(), status.mtimeNanoseconds()));
        }
        if (status.isRegular()) {
            line.append(" links %d ".formatted(status.links())).append(TestImages.sha256(Files.readAllBytes(path)));
        } else if (status.isSymbolicLink()) {
            line.append(" -> ").append(Files.readSymbolicLink(path));
        } else if (!status.isDirectory()) {
            line.append(" device ").append(status.rdev());
        }
        for (byte[] name : syscalls.llistxattr(path)) {
            line.append(' ').append(new String(name, StandardCharsets.UTF_8)).append('=');
            line.append(HexFormat.of().formatHex(syscalls.lgetxattr(path, name)));
        }
        return line.toString();
    }
}
