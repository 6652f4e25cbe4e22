package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Podman and conmon with {@code atoll-oci} as their runtime. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OciCallersIT {
    @SuppressWarnings("NullAway.Init")
    private OciBundle oci;

    @BeforeAll
    void start() throws Exception {
        oci = new OciBundle();
        Files.writeString(oci.file("containers.conf"), """
                [containers]
                default_ulimits=["nofile=20000:20000","nproc=32768:32768"]
                [engine]
                cgroup_manager="cgroupfs"
                """);
        podman("tar -C box/rootfs -c . | podman import - box:latest").ok();
    }

    @AfterAll
    void stop() throws Exception {
        podman("podman rm -af").ok();
        oci.close();
    }

    private Commands.Result podman(String line) throws Exception {
        return oci.shell(
                "export CONTAINERS_CONF=%1$s/containers.conf; podman() { command podman --root %1$s/podman --runroot %1$s/run --storage-driver vfs --runtime $OCI \"$@\"; }; "
                                .formatted(oci.work)
                        + line);
    }

    @Test
    void podmanRuns() throws Exception {
        assertEquals(
                "hello\n0",
                podman("podman run --rm --network none box sh -c 'echo hello; id -u'")
                        .ok()
                        .text());
        assertEquals(
                7,
                podman("podman run --rm --network none --user 1000 box sh -c 'echo x > /dev/stderr; exit 7'")
                        .status());
        assertEquals(127, podman("podman run --rm --network none box nosuch").status());
        assertEquals(126, podman("podman run --rm --network none box /etc").status());
        assertEquals(
                "ok",
                podman(
                                "podman run --rm --read-only --tmpfs /x --memory 64m --network none box sh -c 'echo ok > /x/a && cat /x/a'")
                        .ok()
                        .text());
    }

    @Test
    void podmanFollowsAContainersWholeLife() throws Exception {
        podman(
                        "podman run -d --name life --network none box sh -c 'trap \"echo bye; exit 3\" TERM; echo up; while :; do sleep 0.1; done'")
                .ok();
        assertEquals("in", podman("echo in | podman exec -i life cat").ok().text());
        assertEquals(127, podman("podman exec life nosuch").status());
        podman("podman pause life").ok();
        assertTrue(podman("podman ps -a --format '{{.Status}}'").ok().text().contains("Paused"));
        podman("podman unpause life").ok();
        podman("podman stop -t 30 life").ok();
        assertEquals("up\nbye", podman("podman logs life").ok().text());
        assertTrue(podman("podman ps -a --format '{{.Status}}'").ok().text().startsWith("Exited (3)"));
        podman("podman rm life").ok();
        assertEquals("", oci.shell("$OCI list -q").ok().text());
    }

    @Test
    void podmanGivesTerminals() throws Exception {
        Commands.Result result = podman(
                "export -f podman; export SHELL=/bin/bash; script -qec \"bash -c 'podman run --rm -it --network none box tty'\" /dev/null");
        assertTrue(result.out().contains("/dev/pts/0"), result.out());
    }

    @Test
    void containerdRunsItInsteadOfRunc() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/containerd")), "no containerd here");
        Files.writeString(oci.file("containerd.toml"), """
                version = 2
                root = "%1$s/containerd/root"
                state = "%1$s/containerd/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.restart"]
                [grpc]
                address = "%1$s/containerd.sock"
                [plugins."io.containerd.internal.v1.opt"]
                path = "%1$s/containerd/opt"
                """.formatted(oci.work));
        podman("podman save --format docker-archive -o box.tar localhost/box:latest")
                .ok();
        Process containerd = new ProcessBuilder(
                        "containerd", "-c", oci.file("containerd.toml").toString())
                .redirectErrorStream(true)
                .redirectOutput(oci.file("containerd.log").toFile())
                .start();
        String ctr = "ctr() { command ctr -a containerd.sock \"$@\"; }; ";
        try {
            Atoll.eventually("containerd answers", () -> Files.exists(oci.file("containerd.sock")));
            oci.shell(ctr + "ctr image import --snapshotter native box.tar").ok();
            String run = ctr + "ctr run --snapshotter native --runc-binary $OCI %s localhost/box:latest ";
            Commands.Result result = oci.shell(run.formatted("--rm") + "one sh -c 'echo out; exit 4'");
            assertEquals("out", result.text());
            assertEquals(4, result.status());
            oci.shell(run.formatted("-d") + "two sleep 1000").ok();
            assertEquals(
                    "1",
                    oci.shell(ctr + "ctr task exec --exec-id x two pidof sleep")
                            .ok()
                            .text());
            oci.shell(ctr + "ctr task kill -s KILL two").ok();
            oci.shell(
                            ctr
                                    + "until ctr task ls | grep -q STOPPED; do sleep 0.1; done; ctr task rm two; ctr container rm two")
                    .ok();
        } finally {
            containerd.destroy();
            containerd.waitFor();
        }
    }

    @Test
    void conmonKeepsAContainer() throws Exception {
        oci.shell("edit \"d['process']['args'] = ['sh', '-c', 'echo out; exit 5']\"")
                .ok();
        oci.shell("""
                mkdir -p exits
                conmon --api-version 1 -c one -u one -r $OCI -b box --exit-dir exits -p conmon-pid -l k8s-file:ctr.log --full-attach \
                    --socket-dir-path . --log-level error < /dev/null
                until $OCI state one 2> /dev/null | grep -q created; do sleep 0.05; done
                $OCI start one""").ok();
        Atoll.eventually("conmon says how it ended", () -> Files.exists(oci.file("exits/one")));
        assertEquals("5", Files.readString(oci.file("exits/one")).strip());
        assertTrue(Files.readString(oci.file("ctr.log")).contains("stdout F out"));
        oci.shell("$OCI delete one").ok();
    }
}
