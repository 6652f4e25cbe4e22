package io.atoll.store.internal.robust;

import io.atoll.api.posix.Syscalls;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A process of its own that works on a store: what it does and has done it writes to its output, see {@link Journal}. */
final class Engine {
    private static final int SIGKILL = 9;

    private final Path root;
    private final Syscalls syscalls = new JnaSyscalls();

    private Engine(Path root) {
        this.root = root;
    }

    /**
     * What it does:
     *
     * <ul>
     *   <li>{@code kill before|after <n> <step>}: all phases, but it kills itself at the nth of this step
     *   <li>{@code phases}: all phases
     *   <li>{@code ask}: all phases, and after each step it says {@code ? <step>} and waits for a line
     *   <li>{@code live <seed> <names> <owner> <count>}: random operations
     * </ul>
     */
    public static void main(String[] arguments) throws IOException {
        Engine engine = new Engine(Path.of(arguments[0]));
        List<String> rest = Arrays.asList(arguments).subList(2, arguments.length);
        switch (arguments[1]) {
            case "kill" ->
                engine.phases(
                        engine.new Killer(rest.get(0).equals("before"), Integer.parseInt(rest.get(1)), rest.get(2)));
            case "phases" -> engine.phases(FaultPoint.NONE);
            case "ask" -> engine.phases(new Asker());
            case "live" ->
                engine.live(Long.parseLong(rest.get(0)), rest.get(1), rest.get(2), Integer.parseInt(rest.get(3)));
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }

    private void phases(FaultPoint point) {
        try (OpenStore store =
                OpenStore.at(root, FaultySyscalls.around(root, syscalls, point), new FaultyDisk(root, point))) {
            Operations operations = new Operations(store.store(), new Journal(System.out::println));
            Phase.ALL.forEach(phase -> phase.action().accept(operations));
        }
    }

    private void live(long seed, String names, String owner, int count) {
        try (OpenStore store = OpenStore.at(root, syscalls, new LocalDisk())) {
            Operations operations = new Operations(store.store(), new Journal(System.out::println));
            RandomLife life = new RandomLife(seed, names, owner, operations);
            for (int i = 0; i < count; i++) {
                life.step();
            }
        }
    }

    private final class Killer implements FaultPoint {
        private final boolean early;
        private final String step;
        private final AtomicInteger left;

        Killer(boolean early, int occurrence, String step) {
            this.early = early;
            this.step = step;
            this.left = new AtomicInteger(occurrence);
        }

        @Override
        public @Nullable Errno before(String name) {
            if (early) {
                count(name);
            }
            return null;
        }

        @Override
        public void after(String name) {
            if (!early) {
                count(name);
            }
        }

        private void count(String name) {
            if (name.equals(step) && left.decrementAndGet() == 0) {
                die();
            }
        }

        private void die() {
            syscalls.kill(ProcessHandle.current().pid(), SIGKILL);
        }
    }

    private static final class Asker implements FaultPoint {
        @Override
        public @Nullable Errno before(String step) {
            return null;
        }

        @Override
        public synchronized void after(String step) {
            System.out.println("? " + step);
            try {
                if (System.in.read() < 0) {
                    throw new IllegalStateException("nobody asks any more");
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
