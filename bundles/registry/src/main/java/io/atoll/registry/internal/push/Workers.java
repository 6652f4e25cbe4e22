package io.atoll.registry.internal.push;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Does several things at a time. The first failure ends the others; {@link #close} returns only when all have ended. */
final class Workers implements AutoCloseable {
    /** What one thread does. */
    interface Work {
        void run() throws InterruptedException;
    }

    private final ExecutorService threads;
    private final ExecutorCompletionService<Boolean> completion;
    private int begun;

    Workers(String name, int parallel) {
        // Platform threads: they read and hash for long, which would hold the few carriers of virtual ones.
        threads = Executors.newFixedThreadPool(
                parallel, Thread.ofPlatform().name(name, 0).daemon().factory());
        completion = new ExecutorCompletionService<>(threads);
    }

    void run(Work work) {
        begun++;
        completion.submit(() -> {
            work.run();
            return true;
        });
    }

    /** @throws AtollException the first failure */
    void await() throws InterruptedException {
        for (; begun > 0; begun--) {
            try {
                completion.take().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new AtollException(ErrorCode.UNAVAILABLE, "failed to push: " + e.getCause(), e);
            }
        }
    }

    /** Nothing goes on behind the caller's back; the interruption it may have had is kept for it. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            while (!threads.isTerminated()) {
                try {
                    boolean unused = threads.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
