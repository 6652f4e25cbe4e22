package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Flags that give a container rights, take them, or limit its processes, seen from inside. */
class RightsIT extends EndToEnd {
    private static final String STATUS =
            "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status | tr -d '\\t' | tr '\\n' ' '";

    private Commands.Result with(String script, String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "--rm"));
        arguments.addAll(List.of(flags));
        arguments.addAll(List.of(image, "sh", "-c", script));
        return atoll.run(arguments.toArray(String[]::new));
    }

    private void refused(String error, String... flags) throws Exception {
        Commands.Result result = with("true", flags);
        assertEquals(125, result.status(), result.err());
        assertTrue(result.err().contains(error), result.err());
        assertEquals("", atoll.run("ps", "-aq").text(), "nothing is left");
    }

    private static String caps(String inheritable, String effective, String bounding, String ambient) {
        return "CapInh:%16s CapPrm:%16s CapEff:%16s CapBnd:%16s CapAmb:%16s "
                .formatted(inheritable, effective, effective, bounding, ambient)
                .replaceAll("(?<=:) +(?=[0-9a-f])", "0000000000000000")
                .replaceAll(":0*([0-9a-f]{16})", ":$1");
    }

    @Test
    void capabilities() throws Exception {
        assertEquals(
                caps("0", "0", "0", "0") + "NoNewPrivs:1 Seccomp:2",
                with(STATUS, "--cap-drop", "all").text());
        assertEquals(
                caps("0", "1000", "1000", "0") + "NoNewPrivs:1 Seccomp:2",
                with(STATUS, "--cap-drop", "ALL", "--cap-add", "net_admin").text());
        assertEquals(
                caps("1000", "1000", "a00435fb", "1000") + "NoNewPrivs:1 Seccomp:2",
                with(STATUS, "--cap-add", "CAP_NET_ADMIN", "-u", "web").text(),
                "who names a capability gets it as another user, too");
        assertEquals(
                "", with("ip link set lo mtu 1000", "--cap-add", "net_admin").err());
        assertNotEquals(0, with("ip link set lo mtu 1000").status());
        assertNotEquals(0, with("chown web /etc/motd", "--cap-drop", "chown").status());
        refused("unknown capability 'nope'", "--cap-add", "nope");
    }

    @Test
    void newPrivilegesOnlyIfAskedFor() throws Exception {
        Path probe = Probe.build(work);
        Path suid = work.resolve("suid");
        Files.copy(probe, suid);
        Commands.run("chmod", "4755", suid.toString()).ok();
        String volume = suid + ":/suid:ro";
        assertEquals("is 33 33", with("/suid is", "-u", "web", "-v", volume).text());
        assertEquals(
                "is 33 0",
                with("/suid is", "-u", "web", "-v", volume, "--security-opt", "no-new-privileges=false")
                        .text());
        assertTrue(
                with(STATUS, "--security-opt", "no-new-privileges=false").text().endsWith("NoNewPrivs:0 Seccomp:2"));
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "free",
                        "--security-opt",
                        "no-new-privileges:false",
                        "-v",
                        volume,
                        image,
                        "sleep",
                        "100000")
                .ok();
        assertEquals(
                "is 33 0", atoll.run("exec", "-u", "web", "free", "/suid", "is").text());
        assertTrue(atoll.run("exec", "free", "sh", "-c", STATUS).text().endsWith("NoNewPrivs:0 Seccomp:2"));
        assertEquals(
                "EPERM",
                Probe.results(with("/p", "-v", probe + ":/p", "--security-opt", "no-new-privileges=false")
                                .out())
                        .get("add_key"),
                "the filter is there all the same");
    }

    @Test
    void aProfileIsKeptWithTheContainer() throws Exception {
        Path profile = Files.writeString(work.resolve("pröfile.json"), """
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 99}]}
                """);
        String flag = "seccomp=" + profile;
        assertTrue(with("mkdir /x", "--security-opt", flag).err().contains("Cannot assign requested address"));
        atoll.run("create", "--name", "kept", "--security-opt", flag, image, "mkdir", "/x")
                .ok();
        Files.delete(profile);
        atoll.killEngine();
        assertEquals(1, atoll.run("start", "-a", "kept").status());
        assertTrue(atoll.run("logs", "kept").err().contains("Cannot assign requested address"));
        atoll.run("rm", "kept").ok();
        Files.writeString(profile, "{\"defaultAction\": \"SCMP_ACT_NOPE\"}");
        refused("invalid seccomp profile", "--security-opt", flag);
        refused("there is none", "--security-opt", "seccomp=/nonexistent/profile.json");
        assertTrue(with(STATUS, "--security-opt", "seccomp=unconfined").text().endsWith("NoNewPrivs:1 Seccomp:0"));
    }

    @Test
    void privileged() throws Exception {
        String all = Files.readString(Path.of("/proc/self/status")).replaceAll("(?s).*CapEff:\t([0-9a-f]+).*", "$1");
        String expected = "CapEff:%s CapBnd:%s CapAmb:0000000000000000 NoNewPrivs:0 Seccomp:0".formatted(all, all);
        assertTrue(with(STATUS, "--privileged").text().endsWith(expected), expected);
        assertEquals(
                0, with("mount -t tmpfs x /tmp && umount /tmp", "--privileged").status());
        assertEquals(
                0,
                with("f=/proc/sys/kernel/domainname; read x <$f; echo $x >$f", "--privileged")
                        .status());
        assertEquals("c", with("ls -l /dev/kmsg | cut -c1", "--privileged").text());
        String mine = "ls -l /dev/fuse | sed 's/ [A-Z][a-z][a-z] .*//'";
        assertEquals(
                Commands.run("sh", "-c", mine).text().replaceAll(" +", " "),
                with(mine, "--privileged").text().replaceAll(" +", " "));
        assertTrue(with("grep ' /sys ' /proc/self/mountinfo", "--privileged")
                .text()
                .contains(" rw,"));
        assertEquals(
                "",
                with("grep -E ' /proc/.+ ' /proc/self/mountinfo", "--privileged")
                        .text(),
                "nothing is masked");
        assertTrue(Files.exists(Path.of("/dev/fuse")), "the host's nodes are the host's");
        assertEquals(
                0, with("rm /dev/fuse && chmod 777 /dev/zero", "--privileged").status());
        assertTrue(Files.exists(Path.of("/dev/fuse")));
        assertEquals("crw-rw-rw-", Commands.run("stat", "-c", "%A", "/dev/zero").text());
        atoll.run("run", "-d", "--name", "box", "--privileged", image, "sleep", "100000")
                .ok();
        assertTrue(atoll.run("exec", "box", "sh", "-c", STATUS).text().endsWith(expected));
    }

    @Test
    void maskedPathsOfOnesOwn() throws Exception {
        assertEquals(
                "0",
                with("cat /proc/uptime | wc -c", "--security-opt", "mask=/proc/uptime:/etc/motd")
                        .text());
        assertNotEquals(
                "0",
                with("cat /proc/keys | wc -c", "--security-opt", "unmask=/proc/keys")
                        .text());
        assertEquals(
                "",
                with("grep -E ' /proc/.+ ' /proc/self/mountinfo", "--security-opt", "systempaths=unconfined")
                        .text());
        assertTrue(with("grep ' /sys ' /proc/self/mountinfo", "--security-opt", "systempaths=unconfined")
                .text()
                .contains(" ro,"));
    }

    @Test
    void devices() throws Exception {
        assertEquals(
                "b 7 3",
                with(
                                "stat -c '%F %t %T' /dev/disk/x | sed 's/block special file/b/'",
                                "--device", "/dev/loop3:/dev/disk/x")
                        .text());
        assertEquals(
                "tun", with("ls /dev/mine", "--device", "/dev/net:/dev/mine").text());
        assertEquals(
                "229",
                with("stat -c '%T' /dev/fuse | { read x; echo $((0x$x)); }", "--device", "/dev/fuse")
                        .text());
        assertEquals(0, with("exec 3<>/dev/fuse", "--device", "/dev/fuse").status(), "it can be opened");
        Path link = Files.createSymbolicLink(work.resolve("lïnk"), Path.of("/dev/fuse"));
        assertEquals(
                "c",
                with("ls -l /dev/f | cut -c1", "--device", link + ":/dev/f").text());
        String make = "mknod /dev/f c 10 229 && exec 3<>/dev/f";
        assertNotEquals(
                0, with(make, "--cap-add", "MKNOD").status(), "its control group forbids what it was not given");
        assertEquals(
                0,
                with(make, "--cap-add", "MKNOD", "--device-cgroup-rule", "c 10:229 rwm")
                        .status());
        assertNotEquals(
                0,
                with("exec 3<>/dev/fuse", "--device", "/dev/fuse:/dev/fuse:r").status());
        refused("there is no such file", "--device", "/dev/nope");
        refused("it is not a device", "--device", "/etc/passwd:/dev/x");
        refused("is not below /dev", "--device", "/dev/fuse:/opt/fuse");
        refused("a container has its own", "--device", "/dev/fuse:/dev/pts/9");
        refused("invalid device rule 'x'", "--device-cgroup-rule", "x");
    }

    @Test
    void limitsOfProcesses() throws Exception {
        assertEquals(
                "100 200 0",
                with("echo $(ulimit -n) $(ulimit -Hn) $(ulimit -c)", "--ulimit", "nofile=100:200", "--ulimit", "core=0")
                        .text());
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "box",
                        "--ulimit",
                        "nofile=100",
                        "--oom-score-adj",
                        "300",
                        "--group-add",
                        "log",
                        "--group-add",
                        "77",
                        image,
                        "sleep",
                        "100000")
                .ok();
        assertEquals("100", atoll.run("exec", "box", "sh", "-c", "ulimit -n").text());
        assertEquals(
                "300",
                atoll.run("exec", "box", "cat", "/proc/self/oom_score_adj").text());
        assertEquals("0 4 77", atoll.run("exec", "box", "id", "-G").text());
        assertEquals(
                "34 4 77", atoll.run("exec", "-u", "web", "box", "id", "-G").text());
        atoll.run("rm", "-f", "box").ok();
        assertEquals(
                "300",
                with("cat /proc/self/oom_score_adj", "--oom-score-adj", "300").text());
        refused("there is no such limit", "--ulimit", "nope=1");
        refused("the soft limit is above the hard one", "--ulimit", "nofile=2:1");
        refused("no such name", "--group-add", "nope");
        refused("a number from -1000 to 1000", "--oom-score-adj", "1001");
    }

    @Test
    void idsLabelsAndHowToStop() throws Exception {
        Path file = work.resolve("id-file");
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "box",
                        "--cidfile",
                        file.toString(),
                        "--stop-timeout",
                        "0",
                        "--annotation",
                        "a.b=c",
                        image,
                        "sleep",
                        "100000")
                .ok();
        assertEquals(Files.readString(file), atoll.run("ps", "-q", "--no-trunc").text());
        String json = atoll.run("inspect", "box").ok().out();
        assertTrue(json.contains("\"a.b\": \"c\""), json);
        Commands.Result again = with("true", "--cidfile", file.toString());
        assertEquals(125, again.status());
        assertTrue(again.err().contains("is there already"), again.err());
        // It ignores SIGTERM, being the first: only the container's own timeout ends it at once.
        atoll.run("stop", "box").ok();
        assertTrue(atoll.run("ps", "-a").text().contains("Exited (137)"));
        Files.delete(file);
        assertEquals(
                127,
                atoll.run("run", "--cidfile", file.toString(), "--rm", image, "nope")
                        .status());
        assertTrue(Files.exists(file), "as Docker leaves it: the container was made");
        assertFalse(Files.readString(file).isEmpty());
    }
}
