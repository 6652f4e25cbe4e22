package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The engine killed with SIGKILL at random moments of every verb of containers: none is lost that was acknowledged, no exit status, no line of a log; nothing is left over, be
 * it a process, a control group or a directory.
 */
class KilledVerbsIT extends EndToEnd {
    private static final int KILLS = Integer.getInteger("atoll.kills", 44);
    private static final String MARK = "98765432";

    /** {@code v}: a container that runs, {@code e}: one that has ended with 5, {@code n}: a name that is free, {@code vol}: a volume. */
    private static final List<List<String>> VERBS = List.of(
            List.of("run", "-d", "--name", "n", "IMAGE", "sleep", MARK),
            List.of("run", "--rm", "IMAGE", "sh", "-c", "sleep 0.03; exit 7"),
            List.of("run", "-d", "--rm", "-v", "/anonymous", "IMAGE", "sleep", MARK),
            List.of("create", "--name", "n", "-v", "other:/data", "IMAGE", "sleep", MARK),
            List.of("start", "e"),
            List.of("stop", "-t", "1", "v"),
            List.of("kill", "v"),
            List.of("restart", "-t", "0", "v"),
            List.of("pause", "v"),
            List.of("update", "-m", "64m", "v"),
            List.of("rename", "v", "n"),
            List.of("exec", "v", "true"),
            List.of("wait", "e"),
            List.of("logs", "e"),
            List.of("rm", "e"),
            List.of("rm", "-f", "-v", "v"),
            List.of("cp", "/etc/hostname", "e:/copied"),
            List.of("diff", "e"),
            List.of("commit", "e", "committed:1"),
            List.of("volume", "rm", "vol"),
            List.of("container", "prune", "-f"),
            List.of("top", "v"));

    @Test
    void nothingIsLostAndNothingIsLeft() throws Exception {
        Random random = new Random(5);
        // Says more than it could be told twice: a line lost would be a gap.
        String counting = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done";
        atoll.run("run", "-d", "--name", "steady", image, "sh", "-c", counting).ok();
        String steady =
                atoll.run("inspect", "-f", "{{.State.Pid}}", "steady").ok().text();
        for (int i = 0; i < KILLS; i++) {
            List<String> verb = VERBS.get(i % VERBS.size());
            prepare();
            boolean done = killed(random.nextInt(50), verb);
            String where = "after 'atoll " + String.join(" ", verb) + "', " + (done ? "which succeeded" : "cut short");
            check(verb, done, where);
            atoll.shell("for c in $($ATOLL ps -a --format '{{.Names}}' | grep -v steady); do $ATOLL rm -f -v $c; done")
                    .ok();
            atoll.shell("for v in $($ATOLL volume ls -q); do $ATOLL volume rm $v; done")
                    .ok();
            atoll.run("image", "rm", "committed:1");
            Atoll.eventually("no process is left " + where, () -> marked().isEmpty());
            Atoll.eventually("directories of containers are gone " + where, () -> directories() == 1);
            assertEquals(
                    steady,
                    atoll.run("inspect", "-f", "{{.State.Pid}}", "steady").ok().text(),
                    "the other container " + where);
        }
        atoll.run("stop", "-t", "0", "steady").ok();
        List<String> lines = atoll.run("logs", "steady").ok().out().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(Integer.toString(i + 1), lines.get(i), "the other container's log");
        }
        assertTrue(lines.size() > KILLS, "it hardly said anything");
        atoll.run("rm", "steady").ok();
        atoll.awaitEmpty("containers", "run/containers", "run/attach", "run/exits", "volumes");
        List<String> parents = Files.readAllLines(atoll.root.resolve("run/groups"));
        atoll.run("engine", "stop").ok();
        assertTrue(!parents.isEmpty());
        assertEquals(List.of(), groups(parents), "control groups");
    }

    private void prepare() throws IOException, InterruptedException {
        atoll.run("volume", "create", "vol").ok();
        atoll.run("run", "-d", "--name", "v", "-v", "/some", image, "sleep", MARK)
                .ok();
        assertEquals(
                5,
                atoll.run("run", "--name", "e", image, "sh", "-c", "echo said; exit 5")
                        .status());
    }

    private void check(List<String> verb, boolean done, String where) throws IOException, InterruptedException {
        String left =
                atoll.run("ps", "-a", "--format", "{{.Names}} {{.State}}").ok().out();
        String first = verb.getFirst();
        if (done && (first.equals("create") || (first.equals("run") && verb.contains("n")))) {
            assertTrue(left.contains("n " + (first.equals("run") ? "running" : "created")), where + ": " + left);
        }
        if (done && first.equals("rename")) {
            assertTrue(left.contains("n running") && !left.contains("v running"), where + ": " + left);
        }
        if (done && first.equals("pause")) {
            assertTrue(left.contains("v paused"), where + ": " + left);
        }
        if (done && (first.equals("stop") || first.equals("kill"))) {
            assertTrue(left.contains("v exited"), where + ": " + left);
        }
        if (left.contains("e exited") && !first.equals("start")) {
            assertEquals("5", atoll.run("wait", "e").ok().text(), "the exit status " + where);
            assertEquals("said", atoll.run("logs", "e").ok().text(), "the log " + where);
        } else if (!first.equals("start")) {
            assertTrue(verb.contains("rm") || first.equals("container"), "a container that is gone " + where);
        }
    }

    /** @return whether the command said that it succeeded */
    private boolean killed(int delayMillis, List<String> verb) throws Exception {
        ProcessHandle victim = ProcessHandle.of(atoll.enginePid()).orElseThrow();
        String[] words =
                verb.stream().map(word -> word.equals("IMAGE") ? image : word).toArray(String[]::new);
        Process client = atoll.start(work.resolve("killed.out"), words);
        TimeUnit.MILLISECONDS.sleep(delayMillis);
        victim.destroyForcibly();
        Atoll.eventually("the engine is gone", () -> !Files.exists(Path.of("/proc/" + victim.pid() + "/exe")));
        return client.waitFor() == 0;
    }

    /** Processes of containers of ours that should not be there. */
    private static List<Long> marked() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .anyMatch(arguments -> List.of(arguments).contains(MARK)))
                .map(ProcessHandle::pid)
                .toList();
    }

    private long directories() {
        try (Stream<Path> containers = Files.list(atoll.root.resolve("containers"));
                Stream<Path> removed = Files.list(atoll.root.resolve("run/containers"))) {
            return containers.count() + removed.count();
        } catch (IOException e) {
            return -1;
        }
    }

    /** The control groups of this engine's containers. */
    private static List<Path> groups(List<String> parents) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String parent : parents) {
            if (Files.exists(Path.of(parent))) {
                try (Stream<Path> children = Files.list(Path.of(parent))) {
                    children.filter(Files::isDirectory).forEach(found::add);
                }
            }
        }
        return found;
    }
}
