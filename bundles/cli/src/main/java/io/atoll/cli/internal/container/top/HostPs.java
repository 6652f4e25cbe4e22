package io.atoll.cli.internal.container.top;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The host's {@code ps}, asked for certain processes with a user's options, as Docker does. */
final class HostPs {
    private static final int MOST = 16 << 20;

    private HostPs() {}

    /**
     * The heading and a row for each process.
     *
     * @throws AtollException INVALID if ps does not take the options, or shows no column PID; UNSUPPORTED if there is none
     */
    static List<List<String>> run(List<String> options, List<Long> pids) throws InterruptedException {
        List<String> chosen = new ArrayList<>(List.of("ps"));
        chosen.addAll(options);
        List<String> only = new ArrayList<>(chosen);
        only.add("-q");
        only.add(pids.stream().map(String::valueOf).collect(Collectors.joining(",")));
        Output output = output(only);
        if (output.status() != 0) {
            output = output(chosen); // options that choose processes, which ps does not join with -q
        }
        List<String> lines = output.text().lines().toList();
        if (output.status() != 0 || lines.isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot list processes: 'ps %s' failed: %s"
                            .formatted(String.join(" ", options), output.text().strip()));
        }
        List<String> heading = List.of(lines.getFirst().strip().split(" +"));
        int column = heading.indexOf("PID");
        if (column < 0) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot list processes: 'ps %s' shows no column PID, by which they are found; add pid to -o"
                            .formatted(String.join(" ", options)));
        }
        List<List<String>> rows = new ArrayList<>(List.of(heading));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.strip().split(" +", heading.size());
            if (cells.length > column && isOneOf(cells[column], pids)) {
                rows.add(Arrays.asList(cells));
            }
        }
        return rows;
    }

    private static boolean isOneOf(String text, List<Long> pids) {
        return text.matches("[0-9]{1,9}") && pids.contains(Long.valueOf(text));
    }

    private record Output(int status, String text) {}

    private static Output output(List<String> command) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().put("COLUMNS", "4096"); // or it cuts what it writes
            Process ps = builder.start();
            ps.getOutputStream().close();
            String text = new String(ps.getInputStream().readNBytes(MOST), StandardCharsets.UTF_8);
            ps.getInputStream().close();
            return new Output(ps.waitFor(), text);
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot list processes with these options: this host has no 'ps' (package procps); without options, or with descriptors such as 'pid,comm', none is needed",
                    e);
        }
    }
}
