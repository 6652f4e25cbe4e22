package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine's own life, and its shell. */
class EngineIT extends EndToEnd {
    @Test
    void startStatusRestartStop() throws Exception {
        try (Atoll fresh = new Atoll()) {
            Commands.Result none = fresh.run("engine", "status");
            assertEquals(1, none.status());
            assertTrue(none.out().contains("not running"), none.out());
            fresh.run("engine", "stop").ok();
            fresh.run("engine", "start").ok();
            long first = fresh.enginePid();
            fresh.run("engine", "start").ok();
            assertEquals(first, fresh.enginePid());
            fresh.run("engine", "restart").ok();
            assertNotEquals(first, fresh.enginePid());
            fresh.run("engine", "stop").ok();
            assertEquals(1, fresh.run("engine", "status").status());
        }
    }

    @Test
    void manyAtOnceStartOneEngine() throws Exception {
        try (Atoll fresh = new Atoll()) {
            List<Process> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(fresh.start(work.resolve("client" + i), "ps"));
            }
            for (Process client : clients) {
                assertEquals(0, client.waitFor());
            }
            String root = "-Datoll.root=" + fresh.root;
            long engines = ProcessHandle.allProcesses()
                    .filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .filter(process -> process.info().commandLine().orElse("").contains(root))
                    .count();
            assertEquals(1, engines);
        }
    }

    @Test
    void itRunsFromAnyFolderUnpacked() throws Exception {
        Path elsewhere = Files.createDirectory(work.resolve("else where"));
        Path archive;
        try (var files = Files.list(Atoll.HOME.getParent())) {
            archive = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        Commands.run("tar", "-xzf", archive.toString(), "-C", elsewhere.toString())
                .ok();
        String out = atoll.shell("export ATOLL_ROOT=$(mktemp -d /dev/shm/atoll-e2e.XXXXXX); a=$(echo '" + elsewhere
                        + "'/*/bin/atoll); \"$a\" version && \"$a\" engine stop; rm -rf $ATOLL_ROOT")
                .ok()
                .out();
        assertTrue(out.contains("0.1.0"), out);
    }

    @Test
    void aClassArchiveThatJavaRefusesIsNoObstacle() throws Exception {
        Path java = Files.createDirectories(work.resolve("refusing/bin")).resolve("java");
        Path home = Path.of(System.getProperty("java.home"));
        Files.copy(home.resolve("release"), work.resolve("refusing/release"));
        Files.writeString(java, """
                        #!/bin/sh
                        case "$*" in *-XX:AOTCache=*|*-XX:SharedArchiveFile=*) echo refused; exit 1 ;; esac
                        exec '%s' "$@"
                        """.formatted(home.resolve("bin/java")));
        assertTrue(java.toFile().setExecutable(true));
        // Where the archive belongs is told to the engine.
        String out = atoll.shell("export ATOLL_ROOT=$(mktemp -d /dev/shm/atoll-e2e.XXXXXX) ATOLL_JAVA_HOME='"
                        + work.resolve("refusing")
                        + """
                        '; $ATOLL version >/dev/null || exit
                        pid=$($ATOLL engine status | sed -n 's/.*pid \\([0-9]*\\).*/\\1/p')
                        archive=$(tr '\\0' '\\n' </proc/$pid/cmdline | sed -n 's/^-Datoll.archive=//p')
                        $ATOLL engine stop
                        mkdir -p "${archive%/*}" && echo old >"$archive"
                        $ATOLL version || exit
                        [ "$(cat "$archive" 2>/dev/null)" != old ] && grep -c refused $ATOLL_ROOT/run/engine.log
                        $ATOLL engine stop
                        rm -rf "$ATOLL_ROOT" "$archive"*
                        """)
                .ok()
                .out();
        assertTrue(out.endsWith("\n1\n"), out);
    }

    @Test
    void theShellHasTheSameVerbs() throws Exception {
        assertTrue(atoll.run("engine", "shell", "felix:lb").ok().out().contains("io.atoll.runtime")
                || atoll.run("engine", "shell", "felix:lb").out().contains("atoll-runtime"));
        atoll.run("run", "-d", "--name", "seen", image, "sleep", "1000").ok();
        assertTrue(atoll.run("engine", "shell", "atoll:ps").ok().out().contains("seen"));
        assertTrue(atoll.run("engine", "shell", "(atoll:ps) size").ok().text().contains("1"), "objects, not text");
        assertTrue(atoll.run("engine", "shell", "atoll:images").ok().out().contains(image));
        atoll.run("engine", "shell", "atoll:run " + image + " sleep 1000").ok();
        assertEquals(2, atoll.run("ps", "-q").ok().out().lines().count());
    }

    @Test
    void itStopsWhenIdle() throws Exception {
        try (Atoll fresh = new Atoll()) {
            fresh.shell("ATOLL_IDLE_TIMEOUT=1 $ATOLL ps").ok();
            // Asking the engine would keep it busy: the process is what tells.
            String engine = "-f atoll.root=" + fresh.root + " ";
            Atoll.eventually("it stopped", () -> {
                try {
                    return fresh.shell("pgrep " + engine + "| grep -v $$").status() != 0;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            fresh.run("ps").ok();
        }
    }

    @Test
    void helpForEverything() throws Exception {
        String help = atoll.run("--help").ok().out();
        for (String command : List.of(
                "run", "ps", "logs", "stop", "kill", "rm", "wait", "inspect", "version", "info", "pull", "images",
                "rmi")) {
            assertTrue(help.contains(command), command);
            String own = atoll.run(command, "--help").ok().out();
            assertTrue(own.contains("Usage: atoll ") && own.lines().count() >= 5, own);
        }
        for (String command : List.of("pull", "ls", "rm")) {
            assertTrue(atoll.run("image", command, "--help").ok().out().contains("atoll image " + command));
        }
    }
}
