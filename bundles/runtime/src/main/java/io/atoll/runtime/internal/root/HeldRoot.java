package io.atoll.runtime.internal.root;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.runtime.plan.LaunchPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A root that the launcher has put together in a mount namespace of its own, with a process in it that does nothing. It ends when this is closed; and, because it waits for the end of a pipe,
 * when the engine ends, however that ends.
 */
public final class HeldRoot implements AutoCloseable {
    private final Process launcher;
    private final BufferedReader output;
    private final long pid;
    private final long startTime;

    private HeldRoot(Process launcher, BufferedReader output, long pid, long startTime) {
        this.launcher = launcher;
        this.output = output;
        this.pid = pid;
        this.startTime = startTime;
    }

    /**
     * @param home of the installation
     * @param name the container's, for messages
     */
    public static HeldRoot open(Path home, LaunchPlan plan, String name) {
        Process launcher;
        try {
            launcher = new ProcessBuilder(home.resolve("bin/atoll").toString(), "launch")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot start the launcher in %s: %s".formatted(home, e), e);
        }
        BufferedReader output =
                new BufferedReader(new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8));
        try {
            try (OutputStream input = launcher.getOutputStream()) {
                input.write(plan.encode());
            }
            String line = output.readLine();
            String[] fields = line == null ? new String[0] : line.split(" ", 5);
            if (fields.length == 3 && fields[0].equals("launched")) {
                return new HeldRoot(launcher, output, Long.parseLong(fields[1]), Long.parseLong(fields[2]));
            }
            throw failed(
                    name,
                    fields.length > 3
                            ? "%s %s (error %s)".formatted(fields[2], fields.length > 4 ? fields[4] : "", fields[3])
                            : "the launcher gave no answer",
                    null);
        } catch (IOException e) {
            launcher.destroyForcibly();
            throw failed(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static AtollException failed(
            String name, String why, @org.jspecify.annotations.Nullable IOException cause) {
        return new AtollException(
                ErrorCode.KERNEL, "cannot put the files of container %s together: %s".formatted(name, why), cause);
    }

    public long pid() {
        return pid;
    }

    public long startTime() {
        return startTime;
    }

    /** Waits until nothing is mounted any more: who comes next may mount it again. */
    @Override
    public void close() {
        boolean interrupted = false;
        try {
            output.close();
        } catch (IOException e) {
            launcher.destroyForcibly();
        }
        while (true) {
            try {
                launcher.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
