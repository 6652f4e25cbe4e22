package io.atoll.cli.internal.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * What is done while nobody asks for anything: first the tasks that other bundles and the launcher registered ({@code Runnable}
 * services with the property {@value #TASK}, in the order of their ranking), and after the idle time-out the engine is stopped, unless
 * a {@code BooleanSupplier} service with the property {@value #BUSY} says that it is needed.
 */
final class Idleness implements Runnable {
    static final String TASK = "atoll.idle.task";
    static final String BUSY = "atoll.busy";

    /** Long enough that a script between two commands is not idle. */
    private static final Duration TASK_AFTER = Duration.ofMillis(500);

    private final BundleContext bundles;
    volatile Duration timeout;
    private @Nullable Thread thread;
    private @Nullable IoLoop loop;

    /** @param timeout zero: never stops */
    Idleness(BundleContext bundles, Duration timeout) {
        this.bundles = bundles;
        this.timeout = timeout;
    }

    /** The environment's, if it is a number; else the configured. */
    static Duration timeout(int configured) {
        String variable = System.getenv("ATOLL_IDLE_TIMEOUT");
        if (variable != null && variable.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Integer.parseInt(variable));
        }
        return Duration.ofSeconds(Math.max(0, configured));
    }

    synchronized void start(IoLoop started) {
        loop = started;
        thread = Thread.ofPlatform().name("atoll-idle").daemon().start(this);
    }

    synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public void run() {
        try {
            IoLoop watched = watched();
            awaitIdle(watched, TASK_AFTER);
            Queue<ServiceReference<Runnable>> tasks = new ArrayDeque<>(tasks());
            while (!tasks.isEmpty()) {
                awaitIdle(watched, TASK_AFTER);
                perform(tasks.remove());
            }
            while (timeout.isZero() || watched.idle().compareTo(timeout) < 0 || isBusy()) {
                Thread.sleep(remaining(watched));
            }
            bundles.getBundle(0).stop();
        } catch (InterruptedException e) {
            // The bundle stops.
        } catch (BundleException | InvalidSyntaxException | RuntimeException e) {
            EngineLog.write("idle work failed", e);
        }
    }

    private synchronized IoLoop watched() {
        if (loop == null) {
            throw new IllegalStateException("not started");
        }
        return loop;
    }

    private Duration remaining(IoLoop watched) {
        Duration left = timeout.minus(watched.idle());
        Duration most = Duration.ofSeconds(1);
        return timeout.isZero() || left.compareTo(most) > 0 || left.isNegative() ? most : left.plusMillis(1);
    }

    /** Whether a bundle needs the engine although nobody talks to it. */
    private boolean isBusy() throws InvalidSyntaxException {
        for (ServiceReference<BooleanSupplier> reference :
                bundles.getServiceReferences(BooleanSupplier.class, "(" + BUSY + "=*)")) {
            BooleanSupplier busy = bundles.getService(reference);
            try {
                if (busy != null && busy.getAsBoolean()) {
                    return true;
                }
            } finally {
                bundles.ungetService(reference);
            }
        }
        return false;
    }

    private static void awaitIdle(IoLoop watched, Duration time) throws InterruptedException {
        while (watched.idle().compareTo(time) < 0) {
            Thread.sleep(time.minus(watched.idle()).plusMillis(1));
        }
    }

    private Collection<ServiceReference<Runnable>> tasks() throws InvalidSyntaxException {
        return bundles.getServiceReferences(Runnable.class, "(" + TASK + "=*)").stream()
                .sorted((a, b) -> b.compareTo(a))
                .toList();
    }

    private void perform(ServiceReference<Runnable> reference) {
        Runnable task = bundles.getService(reference);
        if (task == null) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            EngineLog.write("idle task failed: " + reference.getProperty(TASK), e);
        } finally {
            bundles.ungetService(reference);
        }
    }
}
