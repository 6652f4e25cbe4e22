package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Volumes: what they hold, who keeps them, and what becomes of them when things end or are killed. */
class VolumesIT extends EndToEnd {
    private String seeded = "";
    private Path rootfs = work;

    /** An image with a volume that it declares, and what can be in one. */
    @BeforeAll
    void makeImage() throws Exception {
        rootfs = work.resolve("seed");
        seeded = "test/seeded:1";
        atoll.shell("""
                set -e
                mkdir -p %1$s/bin %1$s/etc %1$s/data/sub %1$s/real
                cp /bin/busybox %1$s/bin/
                for a in $(/bin/busybox --list | grep -v '^busybox$'); do ln -s busybox %1$s/bin/$a; done
                echo 'root:x:0:0::/:/bin/sh' > %1$s/etc/passwd
                echo text > %1$s/data/file; ln %1$s/data/file %1$s/data/hard; ln -s /etc/passwd %1$s/data/link
                mknod %1$s/data/pipe p; mknod %1$s/data/zero c 1 5; chmod 666 %1$s/data/zero
                chown 5:6 %1$s/data/sub; chmod 1751 %1$s/data/sub; touch -d @1000000 %1$s/data/file %1$s/data/sub
                chown 33:44 %1$s/data; chmod 2750 %1$s/data
                echo inside > %1$s/real/f; ln -s ../../../../../../real %1$s/climb; ln -s %2$s %1$s/out
                tar -C %1$s -c . | $ATOLL image import -c 'VOLUME /data' -c 'CMD ["sh"]' - %3$s
                """.formatted(rootfs, Files.createDirectories(work.resolve("secret")), seeded))
                .ok();
        Files.writeString(work.resolve("secret/s"), "host");
    }

    @AfterEach
    void removeVolumes() throws Exception {
        atoll.shell("for c in $($ATOLL ps -aq); do $ATOLL rm -f $c; done; $ATOLL volume prune -af")
                .ok();
    }

    private String run(String... arguments) throws Exception {
        return atoll.run(Stream.concat(Stream.of("run", "--rm"), Stream.of(arguments))
                        .toArray(String[]::new))
                .ok()
                .text();
    }

    private String names() throws Exception {
        return atoll.run("volume", "ls", "-q").ok().text();
    }

    @Test
    void aNamedVolumeOutlivesContainers() throws Exception {
        run("-v", "keep:/v", image, "sh", "-c", "echo kept > /v/f");
        assertEquals("kept", run("-v", "keep:/v:ro", image, "cat", "/v/f"));
        assertEquals("keep", names());
        assertTrue(run("-v", "keep:/v:ro", image, "sh", "-c", "touch /v/x 2>&1 || true")
                .contains("Read-only"));
        assertEquals("kept", run("--read-only", "-v", "keep:/v", image, "sh", "-c", "touch /v/y && cat /v/f"));
    }

    @Test
    void anEmptyVolumeGetsWhatTheImageHas() throws Exception {
        String look =
                "cd /v && find . | sort | while read f; do stat -c '%n %F %a %u:%g %h' \"$f\"; done; stat -c %Y file sub;"
                        + " readlink link; cat hard; head -c 1 zero >/dev/null 2>&1 || echo refused";
        String expected = """
                . directory 2750 33:44 3
                ./file regular file 644 0:0 2
                ./hard regular file 644 0:0 2
                ./link symbolic link 777 0:0 1
                ./pipe fifo 644 0:0 1
                ./sub directory 1751 5:6 2
                ./zero character special file 666 0:0 1
                1000000
                1000000
                /etc/passwd
                text
                refused""";
        for (String storage : new String[] {"overlay", "copy"}) {
            String named = "filled-" + storage;
            assertEquals(
                    expected,
                    run("--storage", storage, "-v", named + ":/data", seeded, "sh", "-c", look.replace("/v", "/data")));
            assertEquals(expected, run("-v", named + ":/v", image, "sh", "-c", look), "it is in the volume");
        }
        assertEquals("0", run("-v", "none:/data:nocopy", seeded, "sh", "-c", "ls /data | wc -l"));
        assertEquals("0", run("--mount", "src=none,dst=/data,volume-nocopy", seeded, "sh", "-c", "ls /data | wc -l"));
        assertEquals("f", run("-v", "climbed:/climb", seeded, "ls", "/real"), "a link is followed inside");
        assertEquals(
                125,
                atoll.run("run", "--rm", "-v", "escaped:/out", seeded, "true").status());
        assertEquals("0", run("-v", "escaped:/v", image, "sh", "-c", "ls /v | wc -l"), "and not outside");
        assertEquals("mine", run("-v", "used:/v", image, "sh", "-c", "echo mine > /v/f; cat /v/f"));
        assertEquals("mine", run("-v", "used:/data", seeded, "cat", "/data/f"), "what is not empty stays");
    }

    @Test
    void anonymousVolumesGoWithTheirContainerIfTheyAreToldTo() throws Exception {
        assertEquals("text", run(seeded, "cat", "/data/file"));
        atoll.awaitEmpty("volumes");
        atoll.run("create", "--name", "one", "-v", "/more", "-v", "named:/n", seeded)
                .ok();
        assertEquals(3, names().lines().count());
        String mounts = "{{range .Mounts}}{{.Type}} {{.Destination}} {{.RW}} {{end}}";
        assertEquals(
                "volume /n true volume /more true volume /data true",
                atoll.run("inspect", "-f", mounts, "one").text());
        atoll.run("rm", "one").ok();
        assertEquals(3, names().lines().count(), "without -v they stay");
        atoll.run("volume", "prune", "-f").ok();
        assertEquals("named", names());
        atoll.run("create", "--name", "two", seeded).ok();
        atoll.run("create", "--name", "three", "--volumes-from", "two", image).ok();
        atoll.run("rm", "-v", "two").ok();
        assertEquals(2, names().lines().count(), "another container has it");
        atoll.run("rm", "-v", "three").ok();
        assertEquals("named", names());
    }

    @Test
    void aRunThatFailsLeavesNoAnonymousVolume() throws Exception {
        assertEquals(
                127,
                atoll.run("run", "--rm", "-v", "/x", "-v", "named:/y", seeded, "no-such-program")
                        .status());
        assertEquals(
                127,
                atoll.run("run", "--rm", "-d", "-v", "/x", seeded, "no-such-program")
                        .status());
        assertEquals(
                127, atoll.run("run", "-v", "/x", seeded, "no-such-program").status());
        assertEquals(
                125,
                atoll.run("run", "--memory", "1", "-v", "/x", seeded, "true").status());
        Atoll.eventually("they are gone", () -> {
            try {
                return names().equals("named");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatAContainerUsesIsNotRemoved() throws Exception {
        atoll.run("create", "--name", "user1", "-v", "data:/v", image).ok();
        atoll.run("run", "-d", "--name", "user2", "-v", "data:/v", image, "sleep", "1000")
                .ok();
        Commands.Result refused = atoll.run("volume", "rm", "-f", "data");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("containers user1, user2"), refused.err());
        atoll.run("volume", "prune", "-af").ok();
        atoll.killEngine();
        assertEquals(1, atoll.run("volume", "rm", "data").status(), "the next engine knows as well");
        atoll.run("rm", "-f", "user1", "user2").ok();
        assertEquals("data", atoll.run("volume", "rm", "data").ok().text());
        assertEquals(1, atoll.run("volume", "rm", "data").status());
        assertEquals(0, atoll.run("volume", "rm", "-f", "data").status());
    }

    @Test
    void anonymousVolumesGoAlsoIfTheEngineWasDeadAtTheEnd() throws Exception {
        atoll.run(
                        "run",
                        "-d",
                        "--rm",
                        "--name",
                        "brief",
                        seeded,
                        "sh",
                        "-c",
                        "until [ -e /data/end ]; do sleep 0.02; done")
                .ok();
        assertEquals(1, names().lines().count());
        Path volume = Path.of(atoll.run("volume", "inspect", "-f", "{{.Mountpoint}}", names())
                .ok()
                .text());
        atoll.killEngine();
        Files.createFile(volume.resolve("end"));
        Atoll.eventually("the container has ended", this::hasExit);
        atoll.run("ps").ok();
        atoll.awaitEmpty("volumes", "containers");
    }

    private boolean hasExit() {
        try (Stream<Path> states = Files.list(atoll.root.resolve("run/containers"))) {
            return states.allMatch(state -> Files.exists(state.resolve("exit")));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void severalContainersAtOnceFillAVolumeOnce() throws Exception {
        atoll.shell("""
                set -e
                for i in 1 2 3 4 5 6 7 8; do $ATOLL run --rm -v shared:/data %s sh -c 'ls /data | wc -l' & done > %s/counts; wait
                """.formatted(seeded, work)).ok();
        assertEquals("6\n".repeat(8), Files.readString(work.resolve("counts")));
    }

    /** Whatever moment it is killed at: a volume that has anything has all of it, and nothing else is left. */
    @Test
    void anEngineThatIsKilledLeavesNoHalfVolume() throws Exception {
        Path many = Files.createDirectories(work.resolve("many/data"));
        for (int i = 0; i < 1500; i++) {
            Files.writeString(many.resolve("f" + i), "x".repeat(i));
        }
        atoll.shell("cp -a %1$s/bin %1$s/etc %2$s/many/; tar -C %2$s/many -c . | $ATOLL image import - test/many:1"
                        .formatted(rootfs, work))
                .ok();
        for (int i = 0; i < 12; i++) {
            Process run = atoll.start(
                    work.resolve("killed.out"), "create", "-v", "big:/data", "-v", "/anonymous", "test/many:1", "true");
            boolean unused = run.waitFor(ThreadLocalRandom.current().nextInt(150), TimeUnit.MILLISECONDS);
            atoll.killEngine();
            run.waitFor();
            assertEquals("1500", run("-v", "big:/data", "test/many:1", "sh", "-c", "ls /data | wc -l"));
            atoll.shell("for c in $($ATOLL ps -aq); do $ATOLL rm -v $c; done").ok();
            assertEquals("big", names());
            atoll.run("volume", "rm", "big").ok();
            atoll.awaitEmpty("volumes");
        }
    }

    @Test
    void optionsOfTheDriver() throws Exception {
        Path device = Files.createDirectories(work.resolve("device, with a comma"));
        Files.writeString(device.resolve("f"), "host");
        atoll.run("volume", "create", "-o", "type=none", "-o", "o=bind,ro", "-o", "device=" + device, "dev")
                .ok();
        assertEquals("host", run("-v", "dev:/v", image, "cat", "/v/f"));
        assertTrue(run("-v", "dev:/v", image, "sh", "-c", "touch /v/x 2>&1 || true")
                .contains("Read-only"));
        atoll.run("volume", "rm", "dev").ok();
        assertTrue(Files.exists(device.resolve("f")), "the directory is not the engine's");
        atoll.run("volume", "create", "-o", "type=tmpfs", "-o", "device=tmpfs", "-o", "o=size=1m,mode=700", "mem")
                .ok();
        assertEquals(
                "tmpfs 700",
                run(
                        "-v",
                        "mem:/v",
                        image,
                        "sh",
                        "-c",
                        "echo $(grep ' /v ' /proc/mounts | cut -d' ' -f1) $(stat -c %a /v)"));
        assertEquals("text", run("-v", "mem:/data", seeded, "cat", "/data/file"), "it is filled at each start");
        assertEquals(
                125,
                atoll.run("volume", "create", "-o", "type=nfs", "-o", "device=:/x", "nfs")
                        .status());
    }

    @Test
    void namesAreChecked() throws Exception {
        for (String name : new String[] {"a", "../etc", ".hidden", "a b", "ü1", "-x"}) {
            assertEquals(125, atoll.run("volume", "create", "--", name).status(), name);
        }
        for (String name : new String[] {"a", "data/sub", "a b", "ü1", "-x"}) {
            assertEquals(
                    125,
                    atoll.run("run", "--rm", "--volume=" + name + ":/v", image, "true")
                            .status(),
                    name);
        }
        assertEquals("", names());
    }
}
