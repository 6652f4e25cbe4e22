package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many containers at once: {@code -Datoll.containers=500} for more. */
class ManyContainersIT extends EndToEnd {
    private static final int CONTAINERS = Integer.getInteger("atoll.containers", 80);
    private static final int AT_ONCE = 8;

    @Test
    void areStartedStoppedAndRemovedInParallel() throws Exception {
        List<String> ids = each(number -> atoll.run(
                        "run", "-d", "--name", "c" + number, image, "sh", "-c", "echo $$; exec sleep 100000")
                .ok()
                .text());
        Set<String> running = new HashSet<>(
                atoll.run("ps", "-q", "--no-trunc").ok().out().lines().toList());
        assertEquals(new HashSet<>(ids), running);
        atoll.killEngine();
        assertEquals(
                CONTAINERS,
                atoll.run("stats", "--no-stream", "--format", "{{.Name}} {{.PIDs}}")
                        .ok()
                        .out()
                        .lines()
                        .filter(line -> line.endsWith(" 1"))
                        .count());
        each(number -> atoll.run("logs", "c" + number).ok().text()).forEach(pid -> assertEquals("1", pid));
        each(number -> atoll.run("stop", "-t", "0", "c" + number).ok().text());
        assertEquals("", atoll.run("ps", "-q").ok().text());
        assertEquals(
                CONTAINERS,
                atoll.run("ps", "-a", "--filter", "exited=137", "-q")
                        .ok()
                        .out()
                        .lines()
                        .count());
        each(number -> atoll.run("rm", "c" + number).ok().text());
        atoll.awaitEmpty("containers", "run/attach", "run/exits");
    }

    private interface OfNumber {
        String run(int number) throws Exception;
    }

    private static List<String> each(OfNumber action) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < CONTAINERS; i++) {
                int number = i;
                tasks.add(() -> action.run(number));
            }
            List<String> results = new ArrayList<>();
            for (Future<String> result : pool.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
