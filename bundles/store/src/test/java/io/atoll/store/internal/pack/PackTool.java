package io.atoll.store.internal.pack;

import io.atoll.api.image.Descriptor;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;

/** Packs a directory to a blob: for tests that need a JVM of their own, and for measuring. Prints digest, size and diff-id. */
final class PackTool {
    private PackTool() {}

    public static void main(String[] arguments) throws IOException {
        Path tree = Path.of(arguments[0]);
        Path directory = Path.of(arguments[1]);
        LayerFormat format = switch (arguments[2]) {
            case "plain" -> new LayerFormat.Plain();
            case "gzip" -> new LayerFormat.Gzip();
            default -> new LayerFormat.Zstd();
        };
        System.out.println(text(pack(tree, directory, format)));
    }

    static LayerBlob pack(Path tree, Path directory, LayerFormat format) throws IOException {
        try (BlobLayerWriter writer = BlobLayerWriter.create(
                new LocalDisk(),
                format,
                directory.resolve("temporary"),
                digest -> directory.resolve(digest.algorithm()).resolve(digest.hex()))) {
            var unused = new TreeLayerPacker(new JnaSyscalls()).pack(tree, Source.TREE, writer.archive());
            return writer.commit();
        }
    }

    private static String text(LayerBlob layer) {
        Descriptor blob = layer.descriptor();
        return blob.digest() + " " + blob.size() + " " + layer.diffId();
    }
}
