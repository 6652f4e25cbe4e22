package io.atoll.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Golden plans with every operation docs/launch-plan.md has, whether the engine uses it yet or not. The launcher's own tests hold the
 * same files against its table: a name or a field one side has changed is found on the other. Written with {@code -Dgolden.update=true}.
 */
class EveryOperationTest {
    private static final Path GOLDENS = Path.of("src/test/resources/plans");
    private static final byte[] FILTER = {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f};

    @Test
    void ofANewContainer() throws IOException {
        LaunchPlan.Builder plan = LaunchPlan.builder();
        setup(plan);
        root(plan);
        inside(plan);
        process(plan);
        golden("every-operation", plan.build());
    }

    @Test
    void ofAProgramInAContainer() throws IOException {
        LaunchPlan plan = LaunchPlan.builder()
                .add("mode", "foreground")
                .add("stdio", "null", "capture")
                .add("join", "4711", "12345678901", "mount,pid,ipc,uts,cgroup,network,user,time")
                .add("oom-score-adj", "-5")
                .add("initial-cpu-affinity", "0")
                .add("personality", "linux")
                .add("cpu-affinity", "1")
                .add("io-priority", "idle", "0")
                .add("user", "0", "0")
                .add("environment", "PATH=/bin")
                .add("enter")
                .add("apparmor", "docker-default")
                .addBinary("seccomp", "", FILTER)
                .add("exec", "true")
                .build();
        golden("every-operation-joined", plan);
    }

    private static void setup(LaunchPlan.Builder plan) {
        plan.add("mode", "detached")
                .add("detach-keys", "\u0010\u0011")
                .add("terminal", "120", "40")
                .add("log", "/var/lib/atoll/containers/0123/log")
                .add("attach", "/run/atoll/attach/0123")
                .add("state", "/run/atoll/containers/0123")
                .add("notify", "/run/atoll/exits/0123")
                .add("namespaces", "mount,ipc,uts,cgroup,user,time")
                .add("share", "4711", "12345678901", "pid")
                .add("namespace-path", "network", "/run/netns/blue")
                .add("user-map", "0", "100000", "65536")
                .add("group-map", "0", "100000", "1000", "1000", "300000", "1")
                .add("time-offset", "monotonic", "-86400", "0")
                .add("time-offset", "boottime", "86400", "999999999")
                .add("oom-score-adj", "-500")
                .add("initial-cpu-affinity", "0")
                .add("seccomp-notify", "/run/agent", "{\"pid\":", "}")
                .add("cgroup", "/sys/fs/cgroup/pids/atoll/0123")
                .add("end-group", "/sys/fs/cgroup/pids/atoll/0123");
    }

    private static void root(LaunchPlan.Builder plan) {
        plan.add("propagation", "slave")
                .add("root", "/run/atoll/rootfs", "/var/lib/atoll/containers/0123/rootfs")
                .add("mount", "proc", "proc", "/proc", "nosuid,nodev,noexec", "")
                .add("mount", "tmpfs", "tmpfs", "/srv", "copy-up,strictatime,nodiratime,nosymfollow", "size=1m,sync")
                .add("bind", "/srv/data", "/data", "rbind,rro,nosuid,rslave")
                .add("bind", "/srv/ids", "/ids", "rbind,ridmap", "0:100000:65536,70000:300000:1", "0:100000:65536")
                .add("remount", "/proc", "ro,suid", "hidepid=2")
                .add("mkdir", "/tmp", "1777", "0", "0")
                .add("mknod", "/dev/null", "c", "666", "1", "3")
                .add("mknod", "/dev/fuse", "c", "600", "10", "229", "1000", "1000", "/dev/fuse")
                .add("symlink", "pts/ptmx", "/dev/ptmx")
                .add("file", "/etc/hostname", "644", "nosuid,nodev", "calm\n")
                .add("mask", "/proc/kcore")
                .add("readonly", "/proc/sys");
    }

    private static void inside(LaunchPlan.Builder plan) {
        plan.add("pivot")
                .add("console")
                .add("root-propagation", "rslave")
                .add("readonly-root")
                .add("hostname", "calm")
                .add("domainname", "example.org")
                .add("loopback")
                .add("write", "/proc/sys/net/ipv4/ip_default_ttl", "42");
    }

    private static void process(LaunchPlan.Builder plan) {
        plan.add("rlimit", "nofile", "1024", "<4096")
                .add("personality", "linux32")
                .add("scheduler", "deadline", "-5", "0", "reset-on-fork,reclaim", "1000000", "2000000", "3000000")
                .add("io-priority", "best-effort", "4")
                .add("cpu-affinity", "0-1,3")
                .add("session-keyring", "_ses.0123")
                .add("umask", "22")
                .add("user", "1000", "1000", "5")
                .add("capabilities", "a00425fb", "0", "0", "0", "0")
                .add("no-new-privileges")
                .add("parent-death-signal", "9")
                .add("chdir", "/")
                .add("environment", "PATH=/bin")
                .add("init")
                .add("apparmor", "docker-default")
                .add("selinux", "system_u:system_r:container_t:s0")
                .addBinary("seccomp", "notify,wait-killable,log", FILTER)
                .add("exec", "sh", "-c", "");
    }

    private static void golden(String name, LaunchPlan plan) throws IOException {
        Path text = GOLDENS.resolve(name + ".txt");
        Path binary = GOLDENS.resolve(name + ".plan");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(text, plan.toString());
            Files.write(binary, plan.encode());
        }
        assertEquals(Files.readString(text, StandardCharsets.UTF_8), plan.toString());
        assertArrayEquals(Files.readAllBytes(binary), plan.encode());
    }
}
