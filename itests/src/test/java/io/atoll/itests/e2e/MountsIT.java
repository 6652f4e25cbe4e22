package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code --mount}, {@code --tmpfs}, {@code --volumes-from} and {@code -v}, asked from inside. */
class MountsIT extends EndToEnd {
    @AfterEach
    void removeVolumes() throws Exception {
        atoll.shell("for c in $($ATOLL ps -aq); do $ATOLL rm -f $c; done; $ATOLL volume prune -af")
                .ok();
    }

    private Commands.Result inside(String script, String... flags) throws Exception {
        return atoll.run(Stream.of(Stream.of("run", "--rm"), Stream.of(flags), Stream.of(image, "sh", "-c", script))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    private String says(String script, String... flags) throws Exception {
        return inside(script, flags).ok().text();
    }

    private static String options(String target) {
        return "grep ' %s ' /proc/self/mountinfo | cut -d' ' -f6".formatted(target);
    }

    @Test
    void binds() throws Exception {
        Path source = Files.createDirectories(work.resolve("so,urce \u00fc"));
        Files.writeString(source.resolve("f"), "host");
        String mount = "type=bind,\"src=%s\",dst=/a/b".formatted(source);
        assertEquals("host", says("cat /a/b/f; touch /a/b/new", "--mount", mount));
        assertTrue(Files.exists(source.resolve("new")));
        for (String readOnly : List.of("readonly", "ro=true", "readonly=1", "ro,bind-recursive=readonly")) {
            assertTrue(
                    says("touch /a/b/x 2>&1 || true", "--mount", mount + "," + readOnly)
                            .contains("Read-only"),
                    readOnly);
        }
        assertEquals("host", says("cat /file", "--mount", "type=bind,\"src=%s/f\",dst=/file".formatted(source)));
        assertTrue(
                inside("true", "--mount", "type=bind,src=/proc/version,dst=/etc")
                        .err()
                        .contains("/etc"),
                "a file is no directory");
    }

    @Test
    void aMissingSourceIsMadeOrAnError() throws Exception {
        Path missing = work.resolve("missing/deep");
        Commands.Result refused = inside("true", "--mount", "type=bind,src=%s,dst=/m".formatted(missing));
        assertEquals(125, refused.status());
        assertTrue(refused.err().contains(missing.toString()), refused.err());
        assertFalse(Files.exists(missing));
        inside("true", "--mount", "type=bind,src=%s,dst=/m,bind-create-src".formatted(missing))
                .ok();
        assertTrue(Files.isDirectory(missing));
        Files.delete(missing);
        inside("true", "-v", missing + ":/m").ok();
        assertTrue(Files.isDirectory(missing));
    }

    /** Mounts below the source; in a mount namespace of the test's, where the client, who launches, is. */
    @Test
    void whatIsMountedBelowTheSource() throws Exception {
        String line =
                "unshare -m bash -ec 'S=%1$s/sub; mkdir -p $S; mount -t tmpfs t $S; mkdir -p $S/in; mount -t tmpfs u $S/in; "
                        + "$ATOLL run --rm --mount type=bind,src=$S,dst=/s,%2$s %3$s sh -c \"%4$s\"'";
        String who =
                "touch /s/x 2>/dev/null && echo top; touch /s/in/x 2>/dev/null && echo below; grep -c \\\" /s/in \\\" /proc/mounts; true";
        assertEquals("top\nbelow\n1", below(line, "ro=0", who));
        assertEquals("1", below(line, "ro", who));
        assertEquals("below\n1", below(line, "ro,bind-recursive=writable", who));
        assertEquals("0", below(line, "ro,bind-recursive=disabled", who));
        assertEquals(
                "top\nbelow\n0", below(line, "bind-nonrecursive", who), "the directory below is there, not the mount");
    }

    private String below(String line, String how, String script) throws Exception {
        return atoll.shell(line.formatted(work, how, image, script)).ok().text();
    }

    @Test
    void propagation() throws Exception {
        String script =
                "while read a b c d m o p r; do [ \\$m = /s ] && echo \\${p%%:*}; done < /proc/self/mountinfo; true";
        String line =
                "unshare -m --propagation private bash -ec 'S=%1$s/shared; mkdir -p $S; mount -t tmpfs t $S; mount --make-shared $S; "
                        + "$ATOLL run --rm --mount type=bind,src=$S,dst=/s,bind-propagation=%2$s %3$s sh -c \"%4$s\"'";
        assertEquals("shared", below(line, "rshared", script));
        assertEquals("master", below(line, "slave", script));
        assertEquals("-", below(line, "private", script));
    }

    @Test
    void tmpfs() throws Exception {
        assertEquals(
                "rw,nosuid,nodev,noexec,relatime 1024",
                says(
                        options("/t") + " | tr '\\n' ' '; df -k /t | tail -1 | awk '{print $2}'",
                        "--tmpfs",
                        "/t:size=1m"));
        assertEquals("rw,nosuid,nodev,relatime", says(options("/t"), "--tmpfs", "/t:exec"));
        assertTrue(says("touch /t/x 2>&1 || true", "--mount", "type=tmpfs,dst=/t,ro")
                .contains("Read-only"));
        assertEquals("751 33:34", says("stat -c '%a %u:%g' /t", "--tmpfs", "/t:mode=751,uid=33,gid=34"));
        assertEquals("1777", says("stat -c %a /new", "--tmpfs", "/new"));
        assertEquals(
                "755",
                says("stat -c %a /etc; ls /etc", "--tmpfs", "/etc")
                        .lines()
                        .findFirst()
                        .orElse(""),
                "that of what it hides");
        assertEquals("second layer", says("cat /etc/motd", "--tmpfs", "/etc:tmpcopyup"));
        assertEquals("yes", says("touch /t/x && touch /x 2>/dev/null || echo yes", "--read-only", "--tmpfs", "/t"));
        assertEquals(125, inside("true", "--tmpfs", "/t:colour=red").status());
    }

    @Test
    void imagesAsMounts() throws Exception {
        assertEquals(
                "second layer",
                says(
                                "cat /image/etc/motd; ls -d /image/old 2>/dev/null || true",
                                "--mount",
                                "type=image,src=" + image + ",dst=/image")
                        .strip());
        assertTrue(says("touch /image/x 2>&1 || true", "--mount", "type=image,src=" + image + ",dst=/image")
                .contains("Read-only"));
        assertEquals(
                125,
                inside("true", "--mount", "type=image,src=no.such/image,dst=/image")
                        .status());
        atoll.awaitEmpty("containers");
    }

    @Test
    void theShallowComeFirstAndTwoForOneTargetAreAnError() throws Exception {
        Path deep = Files.createDirectories(work.resolve("deep"));
        Files.writeString(deep.resolve("f"), "deep");
        assertEquals("deep", says("cat /a/b/c/f", "-v", deep + ":/a/b/c", "-v", "shallow:/a", "--tmpfs", "/a/b"));
        Commands.Result twice = inside("true", "-v", "v1:/a", "--tmpfs", "/a/");
        assertEquals(125, twice.status());
        assertTrue(twice.err().contains("duplicate mount point"), twice.err());
        assertFalse(atoll.run("volume", "ls", "-q").text().contains("v1"), "nothing was made");
    }

    @Test
    void mountsOfOtherContainers() throws Exception {
        Path source = Files.createDirectories(work.resolve("from"));
        atoll.run("create", "--name", "one", "-v", "v1:/a", "-v", source + ":/b:ro", "--tmpfs", "/t", image)
                .ok();
        atoll.run("create", "--name", "two", "-v", "v2:/a", image).ok();
        atoll.run("run", "--rm", "-v", "v2:/x", image, "touch", "/x/two").ok();
        assertEquals(
                "two\nro\n0",
                says(
                        "ls /a; touch /b/x 2>/dev/null || echo ro; grep -c ' /t ' /proc/mounts || true",
                        "--volumes-from",
                        "one",
                        "--volumes-from",
                        "two"));
        assertEquals("ro", says("touch /a/x 2>/dev/null || echo ro", "--volumes-from", "one:ro"));
        assertEquals("mine", says("touch /a/mine; ls /a", "--volumes-from", "two", "-v", "v3:/a"));
        assertEquals(125, inside("true", "--volumes-from", "nobody").status());
    }

    @Test
    void partsOfAVolume() throws Exception {
        says(
                "mkdir -p /v/sub/deep; echo in > /v/sub/deep/f; ln -s sub/deep /v/inner; ln -s / /v/root; ln -s ../../../.. /v/up",
                "-v",
                "data:/v");
        assertEquals("in", says("cat /p/f", "--mount", "src=data,dst=/p,volume-subpath=sub/deep"));
        assertEquals("in", says("cat /p", "--mount", "src=data,dst=/p,volume-subpath=sub/deep/f,ro"));
        assertEquals(
                "in", says("cat /p/f", "--mount", "src=data,dst=/p,volume-subpath=inner"), "a link that stays inside");
        for (String bad : List.of("missing", "root", "up", "root/etc", "..", "/sub", "sub/../..", "up/etc")) {
            assertEquals(
                    125,
                    inside("true", "--mount", "src=data,dst=/p,volume-subpath=" + bad)
                            .status(),
                    bad);
        }
    }

    /** CVE-2021-30465 and its kind: another container of the volume swaps the part for links to the host while containers start. */
    @Test
    void aPartThatIsSwappedForALinkMeanwhileLeadsNowhere() throws Exception {
        Path secret = Files.createDirectories(work.resolve("secret-place"));
        Files.writeString(secret.resolve("of-the-host"), "");
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "swapper",
                        "-v",
                        "race:/v",
                        image,
                        "sh",
                        "-c",
                        "cd /v; mkdir -p a/part; touch a/part/ours; ln -s / b; ln -s " + Path.of("/dev/shm")
                                + " c; ln -s ../../../.. d;"
                                + " touch ready; while :; do mv a t; mv b a; mv a b; mv c a; mv a c; mv d a; mv a d; mv t a; done")
                .ok();
        Path data = Path.of(atoll.run("volume", "inspect", "-f", "{{.Mountpoint}}", "race")
                .ok()
                .text());
        Atoll.eventually("the swapper is at it", () -> Files.exists(data.resolve("ready")));
        String place = Path.of("/dev/shm").relativize(secret).toString();
        int started = 0;
        for (int i = 0; i < 60; i++) {
            String subpath = i % 2 == 0 ? "a/part" : i % 4 == 1 ? "a/" + place : "a";
            Commands.Result result = inside("ls /p", "--mount", "src=race,dst=/p,volume-subpath=" + subpath);
            assertFalse(result.out().contains("of-the-host"), subpath);
            assertFalse(result.out().contains("bin"), subpath + ": " + result.out());
            started += result.status() == 0 ? 1 : 0;
            assertTrue(result.status() == 0 || result.status() == 125, result.err());
        }
        assertTrue(started > 0, "the race is one");
    }

    /** The target of a mount swapped for a link, by a container that shares what is mounted above it. */
    @Test
    void aTargetThatIsSwappedForALinkMeanwhileIsInsideTheContainer() throws Exception {
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "swapper",
                        "-v",
                        "race:/v",
                        image,
                        "sh",
                        "-c",
                        "cd /v; mkdir -p a/t; ln -s ../../../../../../.. b; touch ready; while :; do mv a x; mv b a; mv a b; mv x a; done")
                .ok();
        Path data = Path.of(atoll.run("volume", "inspect", "-f", "{{.Mountpoint}}", "race")
                .ok()
                .text());
        Atoll.eventually("the swapper is at it", () -> Files.exists(data.resolve("ready")));
        for (int i = 0; i < 40; i++) {
            Commands.Result result = inside(
                    "grep -c ' - tmpfs tmpfs ' /proc/self/mountinfo", "-v", "race:/v", "--tmpfs", "/v/a/t:size=64k");
            assertTrue(result.status() == 0 || result.status() == 125, result.err());
        }
        assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains("size=64k"));
        assertFalse(Files.exists(Path.of("/t")), "nothing was made on the host");
    }

    /** Podman with the same image and the same flags says the same. */
    @Test
    void asPodmanDoesIt() throws Exception {
        Peers peers = new Peers(work);
        Path host = Files.createDirectories(work.resolve("both"));
        Files.writeString(host.resolve("f"), "host");
        peers.shell("podman pull -q --tls-verify=false " + image).ok();
        String look =
                "stat -c '%a %u:%g' /etc; ls /etc; cat /b/f; touch /b/x 2>/dev/null || echo ro; stat -c %a /t; df -k /t | tail -1 | awk '{print $2}'";
        for (String flags : List.of(
                "-v etc:/etc -v both:/b:ro --tmpfs /t:size=1m,mode=1770",
                "-v etc:/etc -v both:/b --mount type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-mode=700",
                "-v etc2:/etc:nocopy --mount type=bind,src=both,dst=/b,ro --tmpfs /t:size=2m")) {
            String line = flags.replace("both", host.toString());
            String ours = atoll.shell(
                            "$ATOLL run --rm %s %s sh -c \"%s\"".formatted(line, image, look.replace("$2", "\\$2")))
                    .ok()
                    .text();
            String theirs = peers.shell("podman run --rm --network none %s %s sh -c \"%s\""
                            .formatted(line, image, look.replace("$2", "\\$2")))
                    .ok()
                    .text();
            assertEquals(normal(theirs), normal(ours), flags);
        }
        peers.shell("podman volume prune -f; podman rmi -af >/dev/null").ok();
    }

    /** Podman makes files of its own in {@code /etc}. */
    private static String normal(String text) {
        return text.lines()
                .filter(line ->
                        !List.of("hosts", "hostname", "resolv.conf", "mtab").contains(line))
                .reduce("", (a, b) -> a + b + "\n");
    }
}
