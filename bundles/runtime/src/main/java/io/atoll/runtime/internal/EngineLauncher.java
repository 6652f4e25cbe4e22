package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Launch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Launches from the engine, for callers without a client: {@code atoll launch}, with the plan on its standard input. */
final class EngineLauncher {
    private EngineLauncher() {}

    static void launch(Launch launch, Path home) {
        try {
            Process process = new ProcessBuilder(home.resolve("bin/atoll").toString(), "launch")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (OutputStream plan = process.getOutputStream()) {
                plan.write(launch.plan());
            }
            String result = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            process.waitFor();
            report(launch, result);
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot start the launcher in " + home + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtollException(ErrorCode.UNAVAILABLE, "interrupted while launching a container", e);
        }
    }

    private static void report(Launch launch, String result) {
        String[] fields = result.split(" ", 5);
        if (fields.length == 3 && fields[0].equals("launched")) {
            launch.started(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        } else if (fields.length >= 4 && fields[0].equals("failed")) {
            int errno = Integer.parseInt(fields[3]);
            throw launch.failed(
                    Integer.parseInt(fields[1]),
                    fields[2],
                    fields.length > 4 ? fields[4] : "",
                    errno,
                    "error " + errno);
        } else {
            throw new AtollException(
                    ErrorCode.KERNEL, "the launcher failed: " + (result.isEmpty() ? "no answer" : result));
        }
    }
}
