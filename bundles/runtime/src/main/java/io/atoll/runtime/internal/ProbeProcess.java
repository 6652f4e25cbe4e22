package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Launch;
import io.atoll.runtime.internal.health.Probe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs one command in a container, from the engine, and takes what it wrote. */
final class ProbeProcess {
    private static final int MOST_OUTPUT = 4096;

    private final Path home;
    private final Timers timers;

    ProbeProcess(Path home, Timers timers) {
        this.home = home;
        this.timers = timers;
    }

    /** @throws AtollException CONFLICT if the container has ended meanwhile: that is no answer */
    Probe run(Launch command, Duration timeout) throws InterruptedException {
        Instant start = Instant.now();
        AtomicBoolean late = new AtomicBoolean();
        try {
            Process process = new ProcessBuilder(home.resolve("bin/atoll").toString(), "launch")
                    .redirectErrorStream(true)
                    .start();
            // The command is killed with the launcher: it has a parent death signal.
            Future<?> alarm = timers.soon(timeout, () -> {
                late.set(true);
                process.destroyForcibly();
            });
            try {
                Output output = exchange(process, command.plan());
                int code = process.waitFor();
                return late.get()
                        ? new Probe(
                                start, Instant.now(), -1, "Health check exceeded timeout (%s)".formatted(text(timeout)))
                        : answer(command, start, code, output);
            } finally {
                alarm.cancel(false);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot start the launcher in " + home + ": " + e.getMessage(), e);
        }
    }

    private static Output exchange(Process process, byte[] plan) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(plan);
        } catch (IOException e) {
            // Killed already, or it refused: its answer says so.
        }
        try {
            return read(process.getInputStream());
        } catch (IOException e) {
            return new Output("", ""); // killed
        }
    }

    private static Probe answer(Launch command, Instant start, int code, Output output) {
        String[] said = output.head().split(" ", 5);
        if (said.length >= 4 && said[0].equals("failed")) {
            int errno = Integer.parseInt(said[3]);
            AtollException why = command.failed(
                    Integer.parseInt(said[1]), said[2], said.length > 4 ? said[4] : "", errno, "error " + errno);
            if (why.code() == ErrorCode.CONFLICT) {
                throw why;
            }
            return new Probe(start, Instant.now(), code, String.valueOf(why.getMessage()));
        }
        return new Probe(start, Instant.now(), code, output.text());
    }

    /**
     * What the launcher wrote.
     *
     * @param head its own first line: what came of the launch
     * @param text the beginning of the command's output
     */
    private record Output(String head, String text) {}

    private static Output read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            head.write(b);
        }
        byte[] kept = in.readNBytes(MOST_OUTPUT);
        boolean more = in.skip(Long.MAX_VALUE) > 0;
        return new Output(
                head.toString(StandardCharsets.UTF_8), new String(kept, StandardCharsets.UTF_8) + (more ? "..." : ""));
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
