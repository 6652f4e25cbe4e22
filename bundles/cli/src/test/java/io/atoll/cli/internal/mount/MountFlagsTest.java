package io.atoll.cli.internal.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.BindMount.Propagation;
import io.atoll.api.runtime.BindMount.Recursion;
import io.atoll.api.runtime.ImageMount;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.runtime.VolumesFrom;
import io.atoll.api.volume.VolumeSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MountFlagsTest {
    private static final Path HERE = Path.of("/work/here");

    private static Mount volume(String text) {
        return VolumeFlag.parse(text, HERE);
    }

    private static Mount mount(String text) {
        return MountFlag.parse(text, HERE);
    }

    private static BindMount bind(String target, boolean readOnly, Recursion recursion, Propagation propagation) {
        return new BindMount("/s", target, readOnly, false, recursion, propagation);
    }

    @Test
    void volumes() {
        assertEquals(BindMount.of("/a", "/b", false), volume("/a:/b"));
        assertEquals(BindMount.of("/work/here/ünï x", "/b", true), volume("./ünï x:/b:ro,Z"));
        assertEquals(BindMount.of("/work", "/b", false), volume("..:/b:rw,cached"));
        assertEquals(
                new BindMount("/a", "/b", false, true, Recursion.ENABLED, Propagation.RSHARED),
                volume("/a:/b:rshared"));
        assertEquals(VolumeMount.of(VolumeSpec.of("data"), "/b", true), volume("data:/b:ro"));
        assertEquals(new VolumeMount(VolumeSpec.of("data"), "/b", false, true, ""), volume("data:/b:nocopy,z"));
        assertEquals(VolumeMount.of(VolumeSpec.ANONYMOUS, "/b", false), volume("/b"));
    }

    @Test
    void volumesThatAreNone() {
        for (String text : List.of(
                "",
                ":",
                ":/b",
                "/a:",
                "/a:/b:",
                "/a:/b:ro:x",
                "a",
                "data",
                "/b:ro",
                "data:b",
                "/a:../b",
                "/a:/b:ro,rw",
                "/a:/b:ro,ro",
                "/a:/b:rx",
                "/a:/b:nocopy",
                "data:/b:rshared",
                "/a:/b:z,Z",
                "/a:/b:shared,rslave",
                "/a:/b:RO")) {
            AtollException e = assertThrows(AtollException.class, () -> volume(text), text);
            assertEquals(ErrorCode.INVALID, e.code(), text);
        }
        assertEquals(
                ErrorCode.UNSUPPORTED,
                assertThrows(AtollException.class, () -> volume("/a:/b:U")).code());
    }

    @Test
    void binds() {
        Propagation usual = Propagation.RPRIVATE;
        assertEquals(bind("/t", false, Recursion.ENABLED, usual), mount("type=bind,src=/s,dst=/t"));
        assertEquals(bind("/t", true, Recursion.ENABLED, usual), mount("type=BIND,source=/s,target=/t,readonly"));
        assertEquals(bind("/t", false, Recursion.ENABLED, usual), mount("type=bind,src=/s,destination=/t,ro=false"));
        assertEquals(
                bind("/t", true, Recursion.DISABLED, usual), mount("type=bind,src=/s,dst=/t,ro=1,bind-nonrecursive"));
        assertEquals(
                bind("/t", true, Recursion.WRITABLE, usual),
                mount("type=bind,src=/s,dst=/t,ro,bind-recursive=writable"));
        assertEquals(
                bind("/t", false, Recursion.ENABLED, Propagation.SLAVE),
                mount("type=bind,src=/s,dst=/t,bind-propagation=slave,consistency=cached"));
        assertEquals(
                new BindMount("/work/here/x", "/t", false, true, Recursion.ENABLED, usual),
                mount("type=bind,src=./x,dst=/t,bind-create-src"));
        assertEquals(
                new BindMount("/a,b\"c", "/t", false, false, Recursion.ENABLED, usual),
                mount("type=bind,\"src=/a,b\"\"c\",dst=/t"));
    }

    @Test
    void volumesTmpfsAndImages() {
        assertEquals(VolumeMount.of(VolumeSpec.of("data"), "/t", false), mount("src=data,dst=/t"));
        assertEquals(VolumeMount.of(VolumeSpec.ANONYMOUS, "/t", false), mount("type=volume,dst=/t"));
        assertEquals(
                new VolumeMount(
                        new VolumeSpec(
                                "data", "local", Map.of("a", "b=c", "d", ""), Map.of("type", "none", "o", "bind,ro")),
                        "/t",
                        true,
                        true,
                        "sub/dir"),
                mount(
                        "type=volume,src=data,dst=/t,ro,volume-nocopy,volume-subpath=sub/dir,volume-label=a=b=c,volume-label=d,"
                                + "volume-driver=local,volume-opt=type=none,\"volume-opt=o=bind,ro\""));
        assertEquals(
                new TmpfsMount("/t", List.of("ro", "size=67108864", "mode=1777")),
                mount("type=tmpfs,dst=/t,readonly,tmpfs-size=64m,tmpfs-mode=1777"));
        assertEquals(new ImageMount(Reference.parse("alpine:3"), "/t"), mount("type=image,src=alpine:3,dst=/t"));
        assertEquals(new TmpfsMount("/t", List.of("size=1m", "exec")), TmpfsFlag.parse("/t:size=1m,exec"));
        assertEquals(new TmpfsMount("/t", List.of()), TmpfsFlag.parse("/t:"));
        assertEquals(new VolumesFrom("web", true), VolumesFromFlag.parse("web:ro,z"));
        assertEquals(new VolumesFrom("web", false), VolumesFromFlag.parse("web"));
    }

    @Test
    void mountsThatAreNone() {
        for (String text : List.of(
                "",
                ",",
                "type=bind",
                "type=bind,src=/s",
                "type=bind,dst=/t",
                "type=bind,src=s,dst=/t",
                "type=bind,src=,dst=/t",
                "type=,dst=/t",
                "type=npipe,src=/s,dst=/t",
                "type=bind,src=/s,dst=t",
                "type=bind,src=/s,dst=",
                "type=bind,src,dst=/t",
                "type=bind,src=/s,dst=/t,",
                "type=bind,src=/s,dst=/t,ro=maybe",
                "type=bind,src=/s,dst=/t,colour=red",
                "type=bind,src=/s,dst=/t,=x",
                "type=bind,src=/s,dst=/t,volume-nocopy",
                "type=bind,src=/s,dst=/t,volume-label=a",
                "type=volume,dst=/t,bind-propagation=slave",
                "type=bind,src=/s,dst=/t,bind-propagation=up",
                "type=tmpfs,dst=/t,src=/s",
                "type=tmpfs,dst=/t,tmpfs-size=big",
                "type=tmpfs,dst=/t,tmpfs-size=9999999999999999",
                "type=image,dst=/t",
                "type=bind,src=/s,dst=/t,bind-nonrecursive,bind-recursive=writable",
                "type=bind,\"src=/s,dst=/t",
                "type=bind,\"src=/s\"x,dst=/t",
                "type=bind,src=/\"s,dst=/t")) {
            AtollException e = assertThrows(AtollException.class, () -> mount(text), text);
            assertEquals(ErrorCode.INVALID, e.code(), text);
        }
        for (String text : List.of("", "tmp", ":size=1m", "relative:ro")) {
            assertThrows(AtollException.class, () -> TmpfsFlag.parse(text), text);
        }
        for (String text : List.of("", ":ro", "web:", "web:rx", "web:nocopy")) {
            assertThrows(AtollException.class, () -> VolumesFromFlag.parse(text), text);
        }
    }
}
