package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Containers in the background, and an engine that may die. */
class DetachedIT extends EndToEnd {
    private static final String COUNT = "i=0; while :; do echo line $i; i=$((i+1)); sleep 0.1; done";

    @Test
    void theWholeLife() throws Exception {
        String id = atoll.run("run", "-d", "--name", "reef", image, "sh", "-c", "echo hello; exec sleep 1000")
                .ok()
                .text();
        assertEquals(64, id.length());
        String ps = atoll.run("ps").ok().out();
        assertTrue(ps.contains(id.substring(0, 12)) && ps.contains("reef") && ps.contains("Up"), ps);
        Atoll.eventually("it said hello", () -> logs("reef").equals("hello\n"));
        assertTrue(atoll.run("inspect", "reef").ok().out().contains(id));
        Commands.Result again = atoll.run("run", "-d", "--name", "reef", image, "true");
        assertEquals(125, again.status());
        assertTrue(again.err().contains("'reef' is in use"), again.err());
        Commands.Result running = atoll.run("rm", "reef");
        assertEquals(1, running.status());
        assertTrue(running.err().contains("running"), running.err());
        assertEquals("reef", atoll.run("kill", "reef").ok().text());
        assertEquals("137", atoll.run("wait", id.substring(0, 6)).ok().text());
        assertEquals("", atoll.run("ps", "-q").ok().out());
        assertTrue(atoll.run("ps", "-a").ok().out().contains("Exited (137)"));
        assertEquals("reef", atoll.run("rm", "reef").ok().text());
        assertEquals("", atoll.run("ps", "-aq").ok().out());
        assertEquals(1, atoll.run("rm", "reef").status());
    }

    @Test
    void stopAsksFirst() throws Exception {
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "polite",
                        image,
                        "sh",
                        "-c",
                        "trap 'exit 5' TERM; while :; do sleep 0.05; done")
                .ok();
        atoll.run("stop", "polite").ok();
        assertEquals("5", atoll.run("wait", "polite").ok().text());
        atoll.run("run", "-d", "--name", "deaf", image, "sleep", "1000").ok();
        atoll.run("stop", "-t", "1", "deaf").ok();
        assertEquals("137", atoll.run("wait", "deaf").ok().text());
    }

    @Test
    void theEngineMayBeKilled() throws Exception {
        atoll.run("run", "-d", "--name", "survivor", image, "sh", "-c", COUNT).ok();
        Atoll.eventually("it counts", () -> logs("survivor").contains("line 2\n"));
        long pid = pid("survivor");
        atoll.killEngine();
        assertTrue(Files.exists(Path.of("/proc/" + pid)), "the container runs on");
        int before = lines();
        Thread.sleep(1000);
        assertTrue(lines() > before, "its log goes on with no engine");
        assertTrue(atoll.run("ps").ok().out().contains("survivor"));
        assertEquals(pid, pid("survivor"));
        Path follow = work.resolve("follow");
        Process client = atoll.start(follow, "logs", "-f", "survivor");
        int followed = lines();
        Atoll.eventually("logs -f goes on", () -> RunIT.read(follow).contains("line " + (followed + 3) + "\n"));
        atoll.run("kill", "-s", "KILL", "survivor").ok();
        assertEquals(0, client.waitFor(), "logs -f ends with the container");
        assertEquals("137", atoll.run("wait", "survivor").ok().text());
    }

    @Test
    void anEndWithoutAnEngineIsNotLost() throws Exception {
        Path go = work.resolve("go");
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "late",
                        "-v",
                        work + ":/work",
                        image,
                        "sh",
                        "-c",
                        "until test -e /work/go; do sleep 0.05; done; exit 33")
                .ok();
        atoll.run(
                        "run",
                        "-d",
                        "--rm",
                        "--name",
                        "brief",
                        "-v",
                        work + ":/work",
                        image,
                        "sh",
                        "-c",
                        "until test -e /work/go; do sleep 0.05; done")
                .ok();
        long pid = pid("late");
        atoll.killEngine();
        Files.createFile(go);
        Atoll.eventually("it has ended", () -> !Files.exists(Path.of("/proc/" + pid)));
        assertEquals("33", atoll.run("wait", "late").ok().text());
        assertTrue(atoll.run("ps", "-a").ok().out().contains("Exited (33)"));
        Atoll.eventually("the one with --rm is removed", () -> !all().contains("brief"));
    }

    @Test
    void aForegroundContainerOutlivesTheEngineToo() throws Exception {
        Path out = work.resolve("foreground");
        Process client = atoll.start(out, "run", "--rm", image, "sh", "-c", "echo up; sleep 1; echo done; exit 12");
        Atoll.eventually("it is up", () -> RunIT.read(out).contains("up"));
        atoll.killEngine();
        assertEquals(12, client.waitFor());
        assertTrue(RunIT.read(out).contains("done"));
        Atoll.eventually("nothing is left of it", () -> all().lines().count() == 1);
    }

    @Test
    void aMonitorThatIsKilledTakesItsContainerWithIt() throws Exception {
        atoll.run("run", "-d", "--name", "orphan", image, "sleep", "1000").ok();
        long pid = pid("orphan");
        ProcessHandle monitor = ProcessHandle.of(pid).orElseThrow().parent().orElseThrow();
        monitor.destroyForcibly();
        assertEquals("137", atoll.run("wait", "orphan").ok().text());
        assertTrue(!Files.exists(Path.of("/proc/" + pid + "/exe")));
    }

    @Test
    void removingByForceAndItself() throws Exception {
        atoll.run("run", "-d", "--name", "busy", image, "sleep", "1000").ok();
        atoll.run("rm", "-f", "busy").ok();
        atoll.run("run", "-d", "--rm", image, "true").ok();
        Atoll.eventually("both are gone", () -> all().lines().count() == 1);
        atoll.awaitEmpty("containers", "leases");
    }

    private long pid(String name) throws Exception {
        return Long.parseLong(atoll.run("inspect", name).ok().out().replaceAll("(?s).*\"pid\" ?: ?(\\d+).*", "$1"));
    }

    private int lines() throws Exception {
        return Integer.parseInt(
                atoll.shell("cat $ATOLL_ROOT/containers/*/log | wc -l").text());
    }

    private String logs(String name) {
        return out("logs", name);
    }

    private String all() {
        return out("ps", "-a");
    }

    private String out(String... arguments) {
        try {
            return atoll.run(arguments).out();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
