package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Restart policies, with an engine that may die. */
class RestartIT extends EndToEnd {
    private String state(String name, String field) {
        try {
            return atoll.run("inspect", "-f", "{{" + field + "}}", name).text();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitStatus(String name, String status) throws InterruptedException {
        Atoll.eventually(
                name + " is " + status, () -> state(name, ".State.Status").equals(status));
    }

    private void run(String name, String policy, String script) throws Exception {
        atoll.run("run", "-d", "--name", name, "--restart", policy, image, "sh", "-c", script)
                .ok();
    }

    @Test
    void failuresAreRepeatedAsOftenAsWanted() throws Exception {
        run("flaky", "on-failure:2", "echo try; exit 4");
        Atoll.eventually(
                "given up",
                () -> state("flaky", ".RestartCount").equals("2")
                        && state("flaky", ".State.Status").equals("exited"));
        assertEquals("try\ntry\ntry\n", atoll.run("logs", "-f", "flaky").ok().out());
        assertEquals(
                "on-failure 2",
                state("flaky", ".HostConfig.RestartPolicy.Name") + " "
                        + state("flaky", ".HostConfig.RestartPolicy.MaximumRetryCount"));
        atoll.killEngine();
        assertEquals("exited 2", state("flaky", ".State.Status") + " " + state("flaky", ".RestartCount"));
        run("fine", "on-failure", "exit 0");
        assertEquals("0", atoll.run("wait", "fine").ok().text());
        assertEquals("exited 0", state("fine", ".State.Status") + " " + state("fine", ".RestartCount"));
    }

    @Test
    void whatTheUserStopsStaysSo() throws Exception {
        run("steady", "always", "exec sleep 1000");
        String pid = state("steady", ".State.Pid");
        Commands.run("kill", "-9", pid).ok();
        Atoll.eventually("it runs again", () -> {
            String now = state("steady", ".State.Status}} {{.State.Pid");
            return now.startsWith("running ") && !now.endsWith(" " + pid);
        });
        assertEquals("1", state("steady", ".RestartCount"));
        atoll.run("kill", "steady").ok();
        atoll.run("wait", "steady").ok();
        assertEquals("exited", state("steady", ".State.Status"));
        atoll.run("start", "steady").ok();
        assertEquals("running 0", state("steady", ".State.Status") + " " + state("steady", ".RestartCount"));
        atoll.run("stop", "-t", "0", "steady").ok();
        atoll.killEngine();
        assertEquals("exited", state("steady", ".State.Status"), "nor does another engine start it");
    }

    @Test
    void stoppingAtAnyMomentStops() throws Exception {
        for (int i = 0; i < 15; i++) {
            run("hasty", "always", "exit 1");
            Thread.sleep(40L * i); // before, while and after it is started again
            atoll.run("stop", "-t", "0", "hasty").ok();
            String count = state("hasty", ".State.Status}} {{.RestartCount");
            Thread.sleep(250); // longer than it would wait at first
            assertEquals(count, state("hasty", ".State.Status}} {{.RestartCount"));
            assertTrue(count.startsWith("exited "), count);
            atoll.run("rm", "hasty").ok();
        }
    }

    @Test
    void stoppedAndRemovedWhileItWaits() throws Exception {
        run("a", "always", "exit 1");
        // Long waits, after some failures: then it is restarting most of the time.
        Atoll.eventually(
                "it waits",
                () -> Integer.parseInt(state("a", ".RestartCount")) >= 4
                        && state("a", ".State.Status").equals("restarting"));
        String ps = atoll.run("ps", "--filter", "status=restarting").ok().out();
        assertTrue(ps.contains("Restarting (1) "), ps);
        Commands.Result refused = atoll.run("rm", "a");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("it is restarting"), refused.err());
        atoll.run("stop", "a").ok();
        String count = state("a", ".RestartCount");
        assertEquals("exited", state("a", ".State.Status"));
        atoll.run("start", "a").ok();
        Atoll.eventually("it waits again", () -> state("a", ".State.Status").equals("restarting"));
        atoll.run("rm", "-f", "a").ok();
        assertEquals("", atoll.run("ps", "-aq").ok().out());
        assertNotEquals("0", count);
        atoll.awaitEmpty("containers", "leases");
    }

    @Test
    void theNextEngineGoesOn() throws Exception {
        run("phoenix", "unless-stopped", "exec sleep 1000");
        String pid = state("phoenix", ".State.Pid");
        atoll.killEngine();
        Commands.run("kill", "-9", pid).ok();
        Atoll.eventually("its end is written", () -> isWritten("exit"));
        atoll.run("engine", "start");
        Atoll.eventually(
                "it runs again", () -> state("phoenix", ".State.Status").equals("running"));
        assertNotEquals(pid, state("phoenix", ".State.Pid"));
        assertEquals("1", state("phoenix", ".RestartCount"));
    }

    @Test
    void afterTheMachineWasStarted() throws Exception {
        run("kept", "unless-stopped", "exec sleep 1000");
        run("left", "unless-stopped", "exec sleep 1000");
        run("none", "no", "exec sleep 1000");
        run("back", "always", "exec sleep 1000");
        atoll.run("stop", "-t", "0", "left", "back").ok();
        String pids = atoll.run("ps", "--format", "{{.Pid}}").ok().out().replace('\n', ' ');
        atoll.killEngine();
        // What a machine that was switched off leaves: no processes, no run directory, no exit, and everything is older
        // than it.
        atoll.shell("for p in %s; do kill -9 $(awk '/PPid/{print $2}' /proc/$p/status); done".formatted(pids))
                .ok();
        for (String pid : pids.strip().split(" ")) {
            Atoll.eventually("it is gone", () -> !Files.exists(Path.of("/proc/" + pid + "/exe")));
        }
        atoll.shell("rm -rf $ATOLL_ROOT/run").ok();
        try (var states = Files.walk(atoll.root.resolve("containers"), 2)) {
            for (Path file : states.toList()) {
                if (file.endsWith("pid")) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
                } else if (file.endsWith("exit")) {
                    Files.writeString(file, "137 9 1000000000\n");
                }
            }
        }
        atoll.run("engine", "start");
        awaitStatus("kept", "running");
        awaitStatus("back", "running");
        assertEquals("exited", state("left", ".State.Status"));
        assertEquals("exited", state("none", ".State.Status"));
    }

    private boolean isWritten(String name) {
        try (var states = Files.walk(atoll.root.resolve("containers"), 2)) {
            return states.anyMatch(file -> file.endsWith(name));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theEngineStaysWhileItIsNeeded() throws Exception {
        try (Atoll idle = new Atoll()) {
            idle.run("image", "pull", image).ok();
            idle.run("engine", "stop");
            String start =
                    "ATOLL_IDLE_TIMEOUT=1 $ATOLL run -d --name keeper --restart always %s sleep 1000".formatted(image);
            idle.shell(start).ok();
            Path socket = idle.root.resolve("run/engine.sock");
            long pid = Long.parseLong(
                    idle.run("inspect", "-f", "{{.State.Pid}}", "keeper").text());
            Thread.sleep(2500); // longer than the idle time-out: nothing can be waited for
            assertTrue(Files.exists(socket));
            Commands.run("kill", "-9", Long.toString(pid)).ok();
            Atoll.eventually("it was started again with no client there", () -> !Files.exists(Path.of("/proc/" + pid)));
            idle.run("stop", "-t", "0", "keeper").ok();
            Atoll.eventually("then the engine goes", () -> !Files.exists(socket));
        }
    }

    @Test
    void whatCannotBe() throws Exception {
        Commands.Result both = atoll.run("run", "--rm", "--restart", "always", image, "true");
        assertEquals(125, both.status());
        assertTrue(both.err().contains("--rm"), both.err());
        Commands.Result unknown = atoll.run("run", "--restart", "sometimes", image, "true");
        assertTrue(unknown.err().contains("invalid restart policy 'sometimes'"), unknown.err());
        assertEquals("", atoll.run("ps", "-aq").ok().out());
    }
}
