package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.BindMount.Propagation;
import io.atoll.api.runtime.BindMount.Recursion;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.json.Json;
import io.atoll.runtime.internal.mount.MountPoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerJsonTest {
    private static final List<MountPoint> MOUNTS = List.of(
            new MountPoint(BindMount.of("/ünï", "/b", true), false, List.of()),
            new MountPoint(
                    new BindMount("/x", "/y", true, false, Recursion.READONLY, Propagation.RPRIVATE), false, List.of()),
            new MountPoint(new VolumeMount(VolumeSpec.of("data"), "/d", true, true, "a/b"), false, List.of()),
            new MountPoint(VolumeMount.of(VolumeSpec.of("ab".repeat(32)), "/e", false), true, List.of()),
            new MountPoint(new TmpfsMount("/t", List.of("size=1m", "ro")), false, List.of()),
            new MountPoint(
                    new ImageMount(Reference.parse("alpine:3"), "/i"), false, List.of(Digest.sha256("12".repeat(32)))));

    @Test
    void everythingIsKept() {
        ContainerConfig config = TestConfigs.config(true, false, Network.HOST, MOUNTS, List.of("a", "", "c\td"));
        assertEquals(config, ContainerJson.read(Json.canonical(ContainerJson.write(config)), "test"));
    }

    /** Records of before there were other mounts than of host paths. */
    @Test
    void oldRecordsAreRead() {
        ObjectNode node = ContainerJson.write(TestConfigs.plain());
        node.remove("mounts");
        node.putArray("volumes")
                .addObject()
                .put("source", "/srv")
                .put("target", "/data")
                .put("readOnly", true);
        assertEquals(
                List.of(new MountPoint(BindMount.of("/srv", "/data", true), false, List.of())),
                ContainerJson.read(Json.canonical(node), "test").mounts());
    }
}
