package io.atoll.cli.internal.container.top;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** What can be shown of a process: the columns of {@code ps -ef}, and Podman's descriptors, whose names are lower case. */
enum Column {
    UID("UID", "", (process, host) -> host.user(process.uid())),
    PID("PID", "", (process, host) -> Long.toString(process.pid())),
    PPID("PPID", "ppid", (process, host) -> Long.toString(process.ppid())),
    C("C", "", (process, host) -> Long.toString(Math.min(99, Math.round(percent(process, host))))),
    STIME("STIME", "stime", Column::began),
    TTY("TTY", "tty", (process, host) -> process.terminal()),
    TIME("TIME", "time", (process, host) -> clock(process.time())),
    CMD("CMD", "", (process, host) -> process.arguments()),
    HOST_PID("HPID", "hpid", (process, host) -> Long.toString(process.pid())),
    INNER_PID("PID", "pid", (process, host) -> Long.toString(process.innerPid())),
    PGID("PGID", "pgid", (process, host) -> Long.toString(process.pgid())),
    USER("USER", "user", (process, host) -> process.uid()),
    GROUP("GROUP", "group", (process, host) -> process.gid()),
    HOST_USER("HUSER", "huser", (process, host) -> host.user(process.uid())),
    COMMAND("COMMAND", "comm", (process, host) -> process.name()),
    ARGUMENTS("COMMAND", "args", (process, host) -> process.arguments()),
    STATE("STATE", "state", (process, host) -> process.state()),
    NICE("NI", "nice", (process, host) -> Long.toString(process.nice())),
    PROCESSOR("%CPU", "pcpu", (process, host) -> String.format(Locale.ROOT, "%.3f", percent(process, host))),
    ELAPSED(
            "ELAPSED",
            "etime",
            (process, host) -> elapsed(process, host).toString().substring(2).toLowerCase(Locale.ROOT)),
    RESIDENT("RSS", "rss", (process, host) -> process.residentSize()),
    VIRTUAL("VSZ", "vsz", (process, host) -> Long.toString(process.virtualSize()));

    static final List<Column> DEFAULT = List.of(UID, PID, PPID, C, STIME, TTY, TIME, CMD);

    private final String heading;
    private final String descriptor;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final BiFunction<HostProcess, Host, String> text;

    Column(String heading, String descriptor, BiFunction<HostProcess, Host, String> text) {
        this.heading = heading;
        this.descriptor = descriptor;
        this.text = text;
    }

    /** The column of this name; empty if there is none. */
    static Optional<Column> of(String descriptor) {
        return Arrays.stream(values())
                .filter(column -> !column.descriptor.isEmpty() && column.descriptor.equals(descriptor))
                .findFirst();
    }

    String heading() {
        return heading;
    }

    String of(HostProcess process, Host host) {
        return text.apply(process, host);
    }

    private static double percent(HostProcess process, Host host) {
        long lived = elapsed(process, host).toMillis();
        return lived == 0 ? 0 : 100.0 * process.time().toMillis() / lived;
    }

    private static Duration elapsed(HostProcess process, Host host) {
        Duration lived = Duration.between(process.started(host.boot()), host.now());
        return lived.isNegative() ? Duration.ZERO : Duration.ofSeconds(lived.toSeconds());
    }

    /** The time of day, or the day. */
    private static String began(HostProcess process, Host host) {
        ZonedDateTime began = process.started(host.boot()).atZone(ZoneId.systemDefault());
        ZonedDateTime now = host.now().atZone(ZoneId.systemDefault());
        String pattern = began.toLocalDate().equals(now.toLocalDate())
                ? "HH:mm"
                : began.getYear() == now.getYear() ? "MMMdd" : "yyyy";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(began);
    }

    private static String clock(Duration time) {
        String days = time.toDays() == 0 ? "" : time.toDays() + "-";
        return "%s%02d:%02d:%02d".formatted(days, time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart());
    }

    /** What is asked of the host beside the process. */
    interface Host {
        /** A name, or the number where there is none. */
        String user(String uid);

        Instant boot();

        Instant now();
    }
}
