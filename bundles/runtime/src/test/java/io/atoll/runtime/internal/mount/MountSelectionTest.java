package io.atoll.runtime.internal.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.BindMount;
import io.atoll.api.runtime.BindMount.Propagation;
import io.atoll.api.runtime.BindMount.Recursion;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.TmpfsMount;
import io.atoll.api.runtime.VolumeMount;
import io.atoll.api.runtime.VolumesFrom;
import io.atoll.api.volume.VolumeSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MountSelectionTest {
    private static final Map<String, List<MountPoint>> OTHERS = Map.of(
            "one",
                    List.of(
                            new MountPoint(VolumeMount.of(VolumeSpec.of("v1"), "/a", false), false, List.of()),
                            new MountPoint(BindMount.of("/srv", "/b", true), false, List.of()),
                            new MountPoint(new TmpfsMount("/t", List.of()), false, List.of())),
            "two", List.of(new MountPoint(VolumeMount.of(VolumeSpec.of("v2"), "/a", false), true, List.of())));

    private static List<MountPoint> select(List<Mount> asked, List<VolumesFrom> from, String... declared) {
        return MountSelection.of(asked, from, name -> OTHERS.getOrDefault(name, List.of()), List.of(declared));
    }

    private static VolumeMount named(String name, String target) {
        return VolumeMount.of(VolumeSpec.of(name), target, false);
    }

    private static ErrorCode code(Mount... mounts) {
        return assertThrows(
                        AtollException.class,
                        () -> select(List.of(mounts), List.of()),
                        List.of(mounts).toString())
                .code();
    }

    @Test
    void theImagesVolumesAreAnonymousUnlessSomethingIsThere() {
        List<MountPoint> points = select(List.of(named("data", "/data/")), List.of(), "/data", "/other/", "/other");
        assertEquals(
                List.of("/data", "/other"),
                points.stream().map(p -> p.mount().target()).toList());
        assertEquals("data", points.getFirst().volume());
        assertTrue(points.getLast().anonymous() && points.getLast().volume().matches("[0-9a-f]{64}"));
        assertEquals(
                1,
                select(List.of(new TmpfsMount("/data", List.of())), List.of(), "/data")
                        .size());
    }

    @Test
    void twoForOneTargetAreAnError() {
        assertEquals(ErrorCode.INVALID, code(named("v1", "/a"), named("v2", "/a/b/..")));
        assertEquals(ErrorCode.INVALID, code(named("v1", "/a"), new TmpfsMount("/a", List.of())));
        VolumeMount anonymous = VolumeMount.of(VolumeSpec.ANONYMOUS, "/a", false);
        assertEquals(
                1,
                select(List.of(anonymous, named("v1", "/a"), anonymous), List.of())
                        .size(),
                "-v /a says nothing more");
    }

    @Test
    void ofOtherContainersTheLastCountsAndWhatIsAskedForMore() {
        List<MountPoint> points =
                select(List.of(), List.of(new VolumesFrom("one", false), new VolumesFrom("two", true)), "/b", "/c");
        assertEquals(
                List.of("/a", "/b", "/c"),
                points.stream().map(p -> p.mount().target()).toList(),
                "and no tmpfs");
        assertEquals("v2", points.getFirst().volume());
        assertTrue(points.getFirst().anonymous(), "it is removed when nobody has it");
        assertTrue(points.getFirst().mount().readOnly());
        assertTrue(points.get(1).mount().readOnly(), "as that container has it");
        assertEquals(
                "mine",
                select(List.of(named("mine", "/a")), List.of(new VolumesFrom("one", false)))
                        .getFirst()
                        .volume());
    }

    @Test
    void pathsThatCannotBe() {
        for (String target :
                List.of("/", "/..", "/proc", "/proc/1", "/sys/fs", "/data/../proc", "relative", "", "/a\0b")) {
            assertEquals(ErrorCode.INVALID, code(BindMount.of("/srv", target, false)), target);
            assertEquals(ErrorCode.INVALID, code(new TmpfsMount(target, List.of())), target);
            assertEquals(ErrorCode.INVALID, code(named("data", target)), target);
        }
        assertEquals(ErrorCode.INVALID, code(BindMount.of("srv", "/a", false)));
        assertEquals(
                "/processes",
                select(List.of(BindMount.of("/srv", "/x/../processes", true)), List.of())
                        .getFirst()
                        .mount()
                        .target());
        for (String subpath : List.of("/abs", "..", "a/../../b", "../x")) {
            assertEquals(
                    ErrorCode.INVALID,
                    code(new VolumeMount(VolumeSpec.of("data"), "/a", false, false, subpath)),
                    subpath);
        }
    }

    @Test
    void contradictions() {
        assertEquals(ErrorCode.INVALID, code(new VolumeMount(VolumeSpec.ANONYMOUS, "/a", false, false, "sub")));
        assertEquals(ErrorCode.INVALID, code(new VolumeMount(VolumeSpec.ANONYMOUS, "/a", true, false, "")));
        assertEquals(
                ErrorCode.INVALID,
                code(new BindMount("/s", "/a", false, false, Recursion.READONLY, Propagation.RPRIVATE)));
        assertEquals(
                ErrorCode.INVALID,
                code(new BindMount("/s", "/a", true, false, Recursion.READONLY, Propagation.RSHARED)));
        assertEquals(ErrorCode.INVALID, code(new TmpfsMount("/a", List.of("size=1;x"))));
        assertEquals(ErrorCode.INVALID, code(new TmpfsMount("/a", List.of("lowerdir=/etc"))));
        assertEquals(
                ErrorCode.UNSUPPORTED,
                code(VolumeMount.of(new VolumeSpec("data", "nfs", Map.of(), Map.of()), "/a", false)));
    }
}
