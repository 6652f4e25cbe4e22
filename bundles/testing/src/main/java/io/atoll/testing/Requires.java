package io.atoll.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What a test cannot do without. A test that is skipped says so, and why. */
public final class Requires {
    private Requires() {}

    public static void root() {
        check("root".equals(System.getProperty("user.name")), "it needs root");
    }

    /** A program of the search path. */
    public static void program(String name) {
        boolean found = false;
        for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin").split(":")) {
            found |= Files.isExecutable(Path.of(directory, name));
        }
        check(found, "it needs the program '" + name + "'");
    }

    /** Loop devices with ext4 in them, see {@link LoopFileSystem}. */
    public static void loopDevices() {
        root();
        program("mkfs.ext4");
        check(
                Files.isWritable(Path.of("/dev/loop-control")),
                "it needs loop devices, and there is no /dev/loop-control");
        check(Files.isWritable(Path.of("/dev/shm")), "it needs /dev/shm");
        try {
            Shell.run("losetup", "-f");
        } catch (AssertionError e) {
            check(false, "it needs a loop device that is free: " + e.getMessage());
        }
    }

    private static void check(boolean there, String reason) {
        if (!there) {
            String message = "SKIPPED: " + reason;
            System.err.println(message);
            Assumptions.abort(message);
        }
    }
}
