package io.atoll.store.internal.layout;

import io.atoll.api.image.Digest;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.store.internal.disk.Disk;
import java.nio.file.Path;
import java.util.function.Function;

/** Makes writers of layers. */
@FunctionalInterface
public interface LayerWriters {
    /**
     * @param temporary where nothing is yet, in the file system of the target
     * @param target where a blob of a digest belongs; its directory is there
     */
    LayerWriter create(Disk disk, LayerFormat format, Path temporary, Function<Digest, Path> target);
}
