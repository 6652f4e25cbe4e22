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

    private static void check(boolean there, String reason) {
        if (!there) {
            String message = "SKIPPED: " + reason;
            System.err.println(message);
            Assumptions.abort(message);
        }
    }
}
