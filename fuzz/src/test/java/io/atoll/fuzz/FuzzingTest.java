package io.atoll.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fuzzes every target for a while: {@code -Datoll.fuzz.seconds=600} for longer, {@code -Datoll.fuzz.targets=tar,pax} for some. Each target is a process of
 * its own, two at a time. What was learnt stays in {@code target/corpus}, so the next run goes on from there.
 */
@Execution(ExecutionMode.CONCURRENT)
class FuzzingTest {
    private static final Set<String> MACHINES = Set.of("amd64", "x86_64", "aarch64");
    private static final int MAX_LENGTH = 16 << 10;
    private static final int SECONDS_FOR_ONE_INPUT = 5;
    /** Of the process: the heap, and what the fuzzer itself takes, about 500 MiB. */
    private static final int MEGABYTES = 1200;

    @ParameterizedTest
    @EnumSource
    void findsNothing(Target target) throws IOException, InterruptedException {
        long seconds = Long.getLong("atoll.fuzz.seconds", 15);
        assumeTrue(seconds > 0, "no fuzzing: atoll.fuzz.seconds is 0");
        String machine = System.getProperty("os.arch", "");
        assumeTrue(
                MACHINES.contains(machine), "no fuzzing: the fuzzer is native code, and there is none for " + machine);
        Set<String> wanted = new HashSet<>(
                Arrays.asList(System.getProperty("atoll.fuzz.targets", "").split(",")));
        wanted.remove("");
        assumeTrue(wanted.isEmpty() || wanted.contains(target.title()), "not in atoll.fuzz.targets: " + target.title());
        Path work = Target.directory().resolve("target");
        Path log = work.resolve(target.title() + ".log");
        Path corpus = Files.createDirectories(work.resolve("corpus").resolve(target.title()));
        Files.createDirectories(target.findings());
        List<Path> before = findings(target);
        Process fuzzer = new ProcessBuilder(command(target, corpus, seconds))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            // It stops by itself; this is for one that hangs.
            assertTrue(fuzzer.waitFor(2 * seconds + 120, TimeUnit.SECONDS), "the fuzzer does not end: see " + log);
        } finally {
            fuzzer.destroyForcibly();
        }
        if (fuzzer.exitValue() != 0) {
            List<Path> found = findings(target);
            found.removeAll(before);
            fail(message(target, fuzzer.exitValue(), found, log));
        }
        System.out.println("fuzzed " + target.title() + ": " + lastWords(log));
    }

    private static List<String> command(Target target, Path corpus, long seconds) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+EnableDynamicAgentLoading",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                // Surefire's own class path is a jar that names the others.
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=io.atoll.**",
                "--instrumentation_excludes=io.atoll.fuzz.**" + File.pathSeparator + "io.atoll.testing.**",
                "--custom_hook_includes=io.atoll.**",
                "--reproducer_path=" + Target.directory().resolve("target"),
                "-max_total_time=" + seconds,
                // The same every time, so that a build does not fail by chance; -Datoll.fuzz.seed=0 takes another.
                "-seed=" + Integer.getInteger("atoll.fuzz.seed", 1),
                "-timeout=" + SECONDS_FOR_ONE_INPUT,
                "-rss_limit_mb=" + MEGABYTES,
                "-max_len=" + MAX_LENGTH,
                "-reload=0",
                "-print_final_stats=1",
                "-artifact_prefix=" + target.findings() + File.separator));
        if (!target.dictionary().isEmpty()) {
            command.add("-dict=" + Target.directory().resolve("dictionaries").resolve(target.dictionary() + ".dict"));
        }
        command.add(corpus.toString());
        command.add(target.seeds().toString());
        if (target.readsArchives()) {
            command.add(HostileArchives.write(Target.directory().resolve("target/hostile-" + target.title()))
                    .toString());
        }
        return command;
    }

    private static List<Path> findings(Target target) throws IOException {
        try (Stream<Path> files = Files.list(target.findings())) {
            return new ArrayList<>(files.toList());
        }
    }

    private static String message(Target target, int status, List<Path> found, Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("== ") || lines.get(i).contains("ERROR: libFuzzer")) {
                from = i;
                break;
            }
        }
        String what = String.join("\n", lines.subList(Math.max(from, lines.size() - 60), lines.size()));
        if (found.isEmpty()) {
            return "the fuzzer of %s failed with status %d and left no input; see %s%n%s"
                    .formatted(target.title(), status, log, what);
        }
        return """
                fuzzing %s found an input that breaks it: %s
                It is replayed by SeedsTest from now on. When it is fixed, move it to %s, under a name that says what it does.
                %s""".formatted(target.title(), found, target.seeds(), what);
    }

    private static String lastWords(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        String coverage = lines.stream().filter(line -> line.contains(" cov: ")).reduce("", (a, b) -> b);
        String executions =
                lines.stream().filter(line -> line.startsWith("Done ")).reduce("", (a, b) -> b);
        return executions + "; " + coverage.strip();
    }
}
