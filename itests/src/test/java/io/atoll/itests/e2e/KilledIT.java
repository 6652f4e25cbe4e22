package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole engine killed with SIGKILL at random moments while it pulls and removes: what it said it did is done, and nothing is left over. */
class KilledIT extends EndToEnd {
    private static final int KILLS = Integer.getInteger("atoll.kills", 12);

    private String large = "";

    /** Large enough that a pull takes a while: three layers of a few megabytes, one of them of many files. */
    @BeforeAll
    void pushLargeImage() throws Exception {
        large = registry.image("test/large:v1");
        Path script = Files.writeString(work.resolve("make-large"), """
                set -eu
                cd "$1"
                umoci init --layout layout
                umoci new --image layout:v
                umoci unpack --image layout:v bundle
                mkdir -p bundle/rootfs/bin bundle/rootfs/many
                cp /bin/busybox bundle/rootfs/bin/
                ln -s busybox bundle/rootfs/bin/sh
                umoci repack --refresh-bundle --image layout:v bundle
                head -c 12000000 /dev/urandom >bundle/rootfs/random
                umoci repack --refresh-bundle --image layout:v bundle
                for i in $(seq 2000); do echo "$i" >bundle/rootfs/many/$i; done
                umoci repack --image layout:v bundle
                skopeo copy --quiet --dest-tls-verify=false oci:layout:v "docker://$2"
                """);
        Path images = Files.createTempDirectory(work, "large");
        Commands.run("sh", script.toString(), images.toString(), large).ok();
    }

    @Test
    void pullsAndRemovalsThatAreKilledLoseNothingAndLeaveNothing() throws Exception {
        Random random = new Random(1);
        int finished = 0;
        try (Atoll fresh = new Atoll()) {
            for (int i = 0; i < KILLS; i++) {
                fresh.run("engine", "start").ok();
                boolean pulled = killed(fresh, random.nextInt(400), "image", "pull", large);
                if (pulled) {
                    finished++;
                    assertTrue(
                            fresh.run("image", "ls").ok().out().contains("test/large:v1"), "acknowledged, then lost");
                }
                fresh.run("system", "check").ok();
                fresh.run("image", "pull", large).ok();
                assertEquals(
                        "2000 12000000\n",
                        fresh.run(
                                        "run",
                                        "--rm",
                                        large,
                                        "/bin/busybox",
                                        "sh",
                                        "-c",
                                        "echo $(busybox ls many | busybox wc -l) $(busybox wc -c </random)")
                                .ok()
                                .out());
                boolean removed = killed(fresh, random.nextInt(60), "image", "rm", large);
                boolean listed = fresh.run("image", "ls").ok().out().contains("test/large:v1");
                assertTrue(!(removed && listed), "acknowledged as removed, and there again");
                if (listed) {
                    fresh.run("image", "rm", large).ok();
                }
                // What a killed pull had fetched stays for half an hour, for the next one to go on with: as if it were
                // over.
                fresh.shell("cd $ATOLL_ROOT/leases && grep -l '^expires ' pull* | xargs -r rm; true")
                        .ok();
                fresh.run("image", "prune", "-f").ok();
                assertEquals(
                        "",
                        fresh.shell(
                                        "cd $ATOLL_ROOT; find leases layers -mindepth 1 -maxdepth 1; find images/blobs -mindepth 2; find tmp -mindepth 2 -maxdepth 2")
                                .text());
                fresh.run("system", "check").ok();
            }
        }
        assertTrue(finished < KILLS, "no pull was cut short: the delays are too long to test anything");
    }

    /** @return whether the command said that it succeeded */
    private boolean killed(Atoll engine, int delayMillis, String... command) throws Exception {
        ProcessHandle victim = ProcessHandle.of(engine.enginePid()).orElseThrow();
        Process client = engine.start(work.resolve("killed.out"), command);
        TimeUnit.MILLISECONDS.sleep(delayMillis);
        victim.destroyForcibly();
        Atoll.eventually("the engine is gone", () -> !Files.exists(Path.of("/proc/" + victim.pid() + "/exe")));
        return client.waitFor() == 0;
    }
}
