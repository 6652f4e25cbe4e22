package io.atoll.runtime.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What is to be done for containers later: one thread knows when, and a few, which come and go, do it. */
final class Timers implements AutoCloseable {
    private static final int WORKERS = 8;
    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, daemon("atoll-timer"));
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            WORKERS, WORKERS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemon("atoll-timed"));

    Timers() {
        workers.allowCoreThreadTimeOut(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        clock.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Does it on one of the workers, when one is free. */
    void after(Duration delay, Runnable task) {
        if (!clock.isShutdown()) {
            var unused = clock.schedule(() -> work(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Does something short that must not wait for a worker, unless it is cancelled. */
    Future<?> soon(Duration delay, Runnable task) {
        return clock.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void work(Runnable task) {
        if (!workers.isShutdown()) {
            workers.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | LinkageError e) {
                    System.getLogger(Timers.class.getName())
                            .log(System.Logger.Level.WARNING, "something for a container failed", e);
                }
            });
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }
}
