package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Platform;
import io.atoll.api.layer.RootChanges;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.runtime.ContainerRoot;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ContainerStats;
import io.atoll.api.runtime.ExecSpec;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchOptions;
import io.atoll.api.runtime.LogQuery;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.RestartPolicy;
import io.atoll.api.storage.RootFs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Containers in memory; what is done to them is noted. */
final class FakeContainers implements ContainerRuntime {
    final List<Container> all = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<ContainerSpec> specs = new ArrayList<>();
    final List<ExecSpec> execs = new ArrayList<>();
    final Map<String, Path> sockets = new HashMap<>();
    final List<LogQuery> queries = new ArrayList<>();
    final List<Resources> updates = new ArrayList<>();
    boolean launchFails;
    /** How many roots are open. */
    int opened;

    private long reads;

    Container put(String name, Status status) {
        Instant then = Instant.now().minusSeconds(200);
        Container container = new Container(
                "%02x".formatted(all.size() + 0xa0).repeat(32),
                name,
                "alpine:3",
                "sha256:" + "0".repeat(64),
                List.of("sh", "-c", "while true; do date; done"),
                status,
                then,
                status == Status.CREATED ? null : then,
                status == Status.EXITED ? then.plusSeconds(80) : null,
                status == Status.RUNNING ? 77 : 0,
                status == Status.EXITED ? 3 : null,
                0,
                null,
                "overlay",
                false,
                specs.isEmpty() ? false : specs.getLast().autoRemove(),
                Map.of("k", "v"));
        all.add(container);
        return container;
    }

    @Override
    public Container create(ContainerSpec spec) {
        specs.add(spec);
        return put(spec.name() == null ? "made_up" : spec.name(), Status.CREATED);
    }

    @Override
    public void pause(String container) {
        events.add("pause " + get(container).name());
    }

    @Override
    public void unpause(String container) {
        events.add("unpause " + get(container).name());
    }

    @Override
    public void killAll(String container) {
        events.add("kill all of " + get(container).name());
    }

    @Override
    public ContainerStats stats(String container) {
        Container found = get(container);
        reads++;
        return found.isRunning()
                ? new ContainerStats(
                        found.id(),
                        found.name(),
                        reads * 1_000_000_000L,
                        2,
                        reads * 250_000_000L,
                        3 << 20,
                        6 << 20,
                        1000,
                        2_000_000,
                        4096,
                        0,
                        5)
                : new ContainerStats(found.id(), found.name(), reads, 2, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public List<Long> processes(String container) {
        return List.of(ProcessHandle.current().pid());
    }

    @Override
    public void update(String container, Resources changes) {
        events.add("update " + get(container).name());
        updates.add(changes);
    }

    @Override
    public RootFs root(String container) {
        String id = get(container).id();
        return new RootFs.Overlay(List.of(Path.of("/layer")), Path.of("/upper", id), Path.of("/work"), List.of());
    }

    @Override
    public ContainerRoot openRoot(String container) {
        String name = get(container).name();
        int descriptor = 3 + opened++;
        return new ContainerRoot() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int descriptor() {
                return descriptor;
            }

            @Override
            public void close() {
                opened--;
            }
        };
    }

    @Override
    public RootChanges.ChangedRoot changedRoot(String container) {
        String id = get(container).id();
        return new RootChanges.ChangedRoot(Path.of("/upper", id), true, List.of(Path.of("/layer")), Set.of());
    }

    @Override
    public ImageDraft imageDraft(String container) {
        return ImageDraft.of(ImageConfig.builder(Platform.host())
                .cmd(get(container).command())
                .build());
    }

    @Override
    public Launch launch(String container, LaunchOptions options) {
        if (launchFails) {
            throw new AtollException(ErrorCode.UNSUPPORTED, "cannot launch");
        }
        Container found = get(container);
        events.add("launch " + found.name() + " " + options.mode());
        return new FakeLaunch(found, events);
    }

    @Override
    public Launch exec(String container, ExecSpec spec, LaunchOptions options) {
        Container found = get(container);
        execs.add(spec);
        events.add("exec " + found.name() + " " + options.mode());
        return new FakeLaunch(found, events);
    }

    @Override
    public Container start(String container) {
        events.add("start " + get(container).name());
        return get(container);
    }

    @Override
    public List<Container> list() {
        return List.copyOf(all);
    }

    @Override
    public Container get(String name) {
        return all.stream()
                .filter(container ->
                        container.name().equals(name) || container.id().startsWith(name))
                .findFirst()
                .orElseThrow(() -> new AtollException(ErrorCode.NOT_FOUND, "no such container: " + name));
    }

    @Override
    public byte[] inspect(String container) {
        return "{\"name\":\"%s\"}".formatted(get(container).name()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void kill(String container, int signal) {
        events.add("kill " + get(container).name() + " " + signal);
    }

    @Override
    public void stop(String container, @Nullable Integer signal, @Nullable Duration timeout) {
        events.add("stop " + get(container).name() + how(signal, timeout));
    }

    @Override
    public Container restart(String container, @Nullable Integer signal, @Nullable Duration timeout) {
        events.add("restart " + get(container).name() + how(signal, timeout));
        return get(container);
    }

    private static String how(@Nullable Integer signal, @Nullable Duration timeout) {
        return (signal == null ? "" : " signal " + signal) + (timeout == null ? "" : " " + timeout.toSeconds());
    }

    @Override
    public void rename(String container, String name) {
        events.add("rename " + get(container).name() + " " + name);
    }

    @Override
    public void setRestartPolicy(String container, RestartPolicy policy) {
        events.add("restart policy " + get(container).name() + " " + policy);
    }

    @Override
    public boolean checkHealth(String container) {
        events.add("check health " + get(container).name());
        return get(container).health() == Container.Health.HEALTHY;
    }

    @Override
    public Path attachSocket(String container) {
        Container found = get(container);
        if (found.status() != Status.RUNNING) {
            throw new AtollException(ErrorCode.CONFLICT, "it is not running");
        }
        Path socket = sockets.get(found.name());
        if (socket == null) {
            throw new AtollException(ErrorCode.CONFLICT, "it runs in the foreground");
        }
        return socket;
    }

    @Override
    public int await(String container) {
        Integer code = get(container).exitCode();
        return code == null ? 0 : code;
    }

    @Override
    public void remove(String container, boolean force) {
        remove(container, force, false);
    }

    @Override
    public void remove(String container, boolean force, boolean volumes) {
        events.add("remove " + get(container).name() + " " + force + (volumes ? " with volumes" : ""));
    }

    @Override
    public LogReader log(String container, LogQuery query) {
        queries.add(query);
        get(container);
        Iterator<LogEntry> entries = List.of(
                        entry("stdout", "one\n"),
                        entry("stderr", "two\n"),
                        entry("stdout", "thr"),
                        entry("stdout", "ee\n"))
                .iterator();
        return new LogReader() {
            @Override
            public @Nullable LogEntry next() {
                return entries.hasNext() ? entries.next() : null;
            }

            @Override
            public void close() {
                events.add("log closed");
            }
        };
    }

    private static LogEntry entry(String stream, String text) {
        return new LogEntry(
                "2026-01-01T00:00:00.000000000Z",
                stream,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer());
    }

    /** Notes what is reported. */
    private record FakeLaunch(Container container, List<String> events) implements Launch {
        @Override
        public byte[] plan() {
            return "ATOLLPLAN1\n".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void started(long pid, long startTime) {
            events.add("started");
        }

        @Override
        public AtollException failed(int index, String operation, String detail, int errno, String text) {
            return new AtollException(ErrorCode.COMMAND_NOT_FOUND, "no such command");
        }

        @Override
        public void exited(int code) {
            events.add("exited " + code);
        }

        @Override
        public void close() {
            events.add("closed");
        }
    }
}
