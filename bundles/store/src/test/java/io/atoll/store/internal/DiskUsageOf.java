package io.atoll.store.internal;

import io.atoll.testing.Shell;
import java.nio.file.Path;

/** What {@code du} says. */
final class DiskUsageOf {
    private DiskUsageOf() {}

    /** The bytes that are allocated. */
    static long tree(Path path) {
        return Long.parseLong(
                Shell.run("du", "-s", "--block-size=1", path.toString()).split("\\s")[0]);
    }
}
