package io.atoll.store.internal.pack;

import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Directories that a real overlay made, and what it shows of them. */
abstract class MountedOverlayTest extends PackTest {
    static final String LOWER = """
            mkdir -p dir/deep/er emptied replaced/x kept turned opaque/a; echo 1 > dir/file; echo 2 > dir/deep/er/file
            echo 3 > emptied/file; echo 4 > replaced/x/y; echo 5 > file; echo 6 > mode; echo 7 > linked; echo 8 > gone
            echo 9 > turned/file; echo 10 > todir; ln -s file link; mkfifo fifo; echo 11 > opaque/a/b; echo 12 > opaque/c
            mknod device c 1 5; echo 13 > kept/file; echo 14 > kept/other; echo 15 > renamed; chmod 755 .
            find . -print0 | xargs -0 touch -h -d @1000000000.25
            """;
    static final String CHANGES = """
            rm gone dir/file link fifo device; rm -rf dir/deep; rm -rf opaque; mkdir opaque; echo new > opaque/c
            rm -rf emptied; mkdir emptied; rm -rf replaced; echo file > replaced; rm todir; mkdir -p todir/sub; echo s > todir/sub/f
            chmod 4750 mode; chown 5:6 file; ln linked linked2; mkdir hard; ln linked hard/er; mkfifo fifo2; mkfifo gone
            rm kept/other; mv renamed renamed2; mknod device2 c 1 7; rm -rf turned; ln -s dir turned; : > empty; chmod 700 kept
            python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
            touch -d @1100000000 . kept; touch -d @1200000000.125 dir
            """;

    @BeforeEach
    void needsRoot() {
        Requires.root();
    }

    /** Mounts trees, the first on top, and runs a script in them; the options are more of the mount's. */
    String mounted(List<Path> lowers, String more, String script) {
        try {
            Path mountPoint = Files.createTempDirectory(temporary, "mnt");
            String lower = String.join(":", lowers.stream().map(Path::toString).toList());
            return Shell.run(
                    "unshare",
                    "-m",
                    "sh",
                    "-euc",
                    "umask 022; mount -t overlay -o \"lowerdir=$1$2\" overlay \"$3\"; cd \"$3\"\n" + script,
                    "sh",
                    lower,
                    more,
                    mountPoint.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Changes a lower tree through an overlay; the upper directory. */
    Path upper(Path lower, String more, String script) {
        Path upper = tree("chmod 755 .");
        Path work = tree("");
        mounted(List.of(lower), ",upperdir=" + upper + ",workdir=" + work + more, script);
        return upper;
    }

    /** As {@link TreeSnapshot}, of a mount that only a namespace of its own sees. */
    String list(Path... topFirst) {
        return mounted(List.of(topFirst), "", """
                find . -printf '%p %y %m %U:%G %T@ %l\\n' | sort; find . -type c -exec stat -c '%n %t:%T' {} + | sort
                find . -type f -print0 | sort -z | xargs -0 sha256sum
                for l in linked2 hard/er; do [ linked -ef $l ] && echo same; done; true
                """);
    }
}
