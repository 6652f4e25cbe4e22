package io.atoll.runtime.internal.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Devices.Mapping;
import io.atoll.api.runtime.Security;
import io.atoll.runtime.internal.cgroup.DeviceRule;
import io.atoll.runtime.plan.LaunchPlan;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices of a made-up host: regular files whose content says what device they are. */
class DeviceSetTest {
    private static final Security PRIVILEGED =
            new Security(true, List.of(), List.of(), null, null, null, List.of(), List.of(), List.of());

    @TempDir
    Path dev = Path.of("/nonexistent");

    private HostDevices host = new HostDevices(syscalls(), Path.of("/nonexistent"));

    @BeforeEach
    void devices() throws IOException {
        host = new HostDevices(syscalls(), dev);
        Files.createDirectories(dev.resolve("snd/by-path"));
        Files.createDirectories(dev.resolve("pts"));
        Files.writeString(dev.resolve("null"), "c 1 3");
        Files.writeString(dev.resolve("fuse"), "c 10 229");
        Files.writeString(dev.resolve("disk"), "b 259 1048575");
        Files.writeString(dev.resolve("snd/seq"), "c 116 1");
        Files.writeString(dev.resolve("pts/0"), "c 136 0");
        Files.writeString(dev.resolve("log"), "no device");
        Files.writeString(dev.resolve("gone"), "c 0 0");
        Files.createSymbolicLink(dev.resolve("snd/by-path/x"), dev.resolve("snd/seq"));
        Files.createSymbolicLink(dev.resolve("link"), dev.resolve("fuse"));
    }

    /** What HostDevices asks of the kernel. */
    private static Syscalls syscalls() {
        List<Path> open = new ArrayList<>();
        return (Syscalls) Proxy.newProxyInstance(
                DeviceSetTest.class.getClassLoader(),
                new Class<?>[] {Syscalls.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "open" -> {
                        Path path = (Path) arguments[0];
                        if (!Files.exists(path)) {
                            throw new KernelException("open", path.toString(), 2, "No such file or directory");
                        }
                        boolean follow = ((int) arguments[1] & Syscalls.O_NOFOLLOW) == 0;
                        open.add(follow ? path.toRealPath() : path);
                        yield open.size() - 1;
                    }
                    case "statat" -> status(open.get((int) arguments[0]));
                    case "close" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static FileStatus status(Path path) throws IOException {
        int type = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? Syscalls.S_IFDIR : Syscalls.S_IFREG;
        long device = 0;
        if (Files.isSymbolicLink(path)) {
            type = Syscalls.S_IFLNK;
        } else if (type == Syscalls.S_IFREG) {
            String[] words = Files.readString(path).split(" ");
            if (words.length == 3) {
                type = words[0].equals("c") ? Syscalls.S_IFCHR : Syscalls.S_IFBLK;
                device = Syscalls.makedev(Long.parseLong(words[1]), Long.parseLong(words[2]));
            }
        }
        return new FileStatus(type | 0660, 1, 29, 0, 0, 0, 1, device, 0, 0, 0);
    }

    private DeviceSet of(Mapping... mappings) {
        return DeviceSet.of(Security.DEFAULT, checked(new Devices(List.of(mappings), List.of())), host);
    }

    private Devices checked(Devices devices) {
        return DeviceChecks.checked(devices, host);
    }

    private Mapping mapping(String source, String target, String access) {
        return new Mapping(dev.resolve(source).toString(), target, access);
    }

    @Test
    void whoAsksForNothingGetsTheFewEveryContainerHas() {
        assertSame(DeviceSet.DEFAULT, of());
        assertEquals(
                List.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"),
                DeviceSet.DEFAULT.nodes().stream().map(DeviceNode::path).toList());
    }

    @Test
    void oneDeviceWithItsOwnerAndARule() {
        DeviceSet set = of(mapping("disk", "/dev/data", "wr"), mapping("link", "/dev/fuse", "rwm"));
        LaunchPlan.Builder plan = LaunchPlan.builder();
        set.add(plan);
        String text = plan.build().toString();
        assertTrue(text.contains("mknod /dev/tty c 666 5 0\nmknod /dev/data b 660 259 1048575 1 29\n"), text);
        assertTrue(text.contains("mknod /dev/fuse c 660 10 229 1 29\n"), "links on the host are followed");
        assertEquals(
                List.of(
                        new DeviceRule(true, DeviceRule.Type.BLOCK, 259, 1048575, "rw"),
                        new DeviceRule(true, DeviceRule.Type.CHARACTER, 10, 229, "rwm")),
                set.rules().subList(DeviceRule.DEFAULT.size(), set.rules().size()));
    }

    @Test
    void aDirectoryIsTheDevicesInIt() {
        DeviceSet set = of(mapping("snd", "/dev/sound", "r"));
        assertEquals("/dev/sound/seq", set.nodes().getLast().path());
        assertEquals(7, set.nodes().size(), "links in it are not followed");
    }

    @Test
    void aMappingReplacesACommonOne() {
        DeviceSet set = of(mapping("fuse", "/dev/null", "rwm"));
        assertEquals(6, set.nodes().size());
        assertEquals(229, set.nodes().getFirst().minor());
    }

    @Test
    void privilegedGetsAllButWhatIsItsOwn() {
        DeviceSet set = DeviceSet.of(PRIVILEGED, Devices.NONE, host);
        assertEquals(
                List.of("/dev/disk", "/dev/fuse", "/dev/snd/seq"),
                set.nodes().stream().skip(6).map(DeviceNode::path).sorted().toList());
        assertEquals(DeviceRule.EVERYTHING, set.rules());
    }

    @Test
    void rulesOfTheirOwn() {
        DeviceSet set = DeviceSet.of(
                Security.DEFAULT, checked(new Devices(List.of(), List.of("c 189:* rmw", " b *:3 r"))), host);
        assertEquals(
                List.of(
                        new DeviceRule(true, DeviceRule.Type.CHARACTER, 189, DeviceRule.ANY, "rwm"),
                        new DeviceRule(true, DeviceRule.Type.BLOCK, DeviceRule.ANY, 3, "r")),
                set.rules().subList(DeviceRule.DEFAULT.size(), set.rules().size()));
        for (String bad : List.of(
                "", "c 1:3", "x 1:3 r", "c 1:3 x", "c 99999999999:1 r", "c 4294967296:1 r", "c -1:1 r", "c 1:3 rwmr")) {
            assertInvalid(() -> checked(new Devices(List.of(), List.of(bad))), bad);
        }
    }

    @Test
    void whatCannotBeGivenIsRefused() {
        for (String target :
                List.of("/dev", "/opt/x", "/dev/../etc/x", "dev/x", "/dev/pts/7", "/dev/shm/x", "/dev/fd")) {
            assertInvalid(() -> of(mapping("fuse", target, "rwm")), target);
        }
        for (String access : List.of("", "x", "rr", "rwmx")) {
            assertInvalid(() -> of(mapping("fuse", "/dev/fuse", access)), access);
        }
        for (String source : List.of("nope", "log", "gone", "snd/by-path")) {
            assertInvalid(() -> of(mapping(source, "/dev/x", "rwm")), source);
        }
        assertInvalid(() -> checked(new Devices(List.of(new Mapping("fuse", "/dev/x", "r")), List.of())), "relative");
    }

    private static void assertInvalid(Runnable what, String message) {
        AtollException e = assertThrows(AtollException.class, what::run, message);
        assertEquals(ErrorCode.INVALID, e.code());
    }
}
