package io.atoll.store.internal.robust;

import java.nio.file.Path;

/** Kinds of paths of a store: what is another file each time has one name. */
final class StepNames {
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    private StepNames() {}

    static String kind(Path root, Path path) {
        if (!path.startsWith(root)) {
            return root.startsWith(path) ? "above" : "outside " + path;
        }
        return root.relativize(path)
                .toString()
                .replaceAll("[0-9a-f]{64}", "<digest>")
                .replaceAll("layers/\\.[0-9a-f]{12}\\." + UUID, "layers/<condemned>")
                .replaceAll("leases/\\." + UUID + "-\\d+", "leases/<temporary>")
                .replaceAll("leases/[^<].*", "leases/<owner>")
                .replaceAll("locks/layer-..", "locks/layer")
                .replaceAll("tmp/\\d+-" + UUID, "tmp/<engine>")
                .replaceAll("(tmp/<engine>/[a-z-]+)-\\d+", "$1");
    }
}
