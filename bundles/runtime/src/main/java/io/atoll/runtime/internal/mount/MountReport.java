package io.atoll.runtime.internal.mount;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.volume.VolumeSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A container's mounts as {@code inspect} shows them, with Docker's members. */
public final class MountReport {
    private MountReport() {}

    /** @param data where a volume's files are */
    public static void write(ArrayNode array, List<MountPoint> points, Function<String, Path> data) {
        for (MountPoint point : points) {
            ObjectNode node = array.addObject();
            switch (point.mount()) {
                case BindMount bind ->
                    node.put("type", "bind")
                            .put("source", bind.source())
                            .put("propagation", MountJson.word(bind.propagation()));
                case VolumeMount volume ->
                    node.put("type", "volume")
                            .put("name", point.volume())
                            .put(
                                    "source",
                                    data.apply(point.volume())
                                            .resolve(volume.subpath())
                                            .toString())
                            .put("driver", VolumeSpec.LOCAL)
                            .put("propagation", "");
                case TmpfsMount tmpfs ->
                    node.put("type", "tmpfs")
                            .put("source", "")
                            .put("mode", String.join(",", tmpfs.options()))
                            .put("propagation", "");
                case ImageMount image ->
                    node.put("type", "image")
                            .put("source", image.image().toString())
                            .put("propagation", "");
            }
            if (!node.has("mode")) {
                node.put("mode", point.mount().readOnly() ? "ro" : "");
            }
            node.put("name", point.volume())
                    .put("destination", point.mount().target())
                    .put("rw", !point.mount().readOnly());
        }
    }
}
