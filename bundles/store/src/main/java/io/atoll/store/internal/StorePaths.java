package io.atoll.store.internal;

import io.atoll.store.internal.disk.TempSpace;
import java.nio.file.Path;

/** Where one store keeps what. */
record StorePaths(Path root) {
    /** The OCI image layout. */
    Path layout() {
        return root.resolve("images");
    }

    Path layers() {
        return root.resolve("layers");
    }

    Path leases() {
        return root.resolve("leases");
    }

    /** What is being written; see {@link TempSpace}. */
    Path temp() {
        return root.resolve("tmp");
    }

    Path locks() {
        return root.resolve("locks");
    }
}
