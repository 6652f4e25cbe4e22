package io.atoll.registry.internal.threads;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Does several things, a few at a time, in their order. After the first failure nothing more is begun; {@link #close} interrupts what is under way, and returns only when all of it has ended. For the one
 * thread that gives out the work.
 */
public final class Workers implements AutoCloseable {
    /** What one thread does. */
    public interface Work {
        void run() throws InterruptedException;
    }

    private final ExecutorService threads;
    private final ExecutorCompletionService<Boolean> completion;
    private final int parallel;
    private final String failure;
    private int running;

    /**
     * Some threads.
     *
     * @param failure what the message of an unforeseen one begins with, for example {@code failed to push}
     */
    public Workers(String name, int parallel, String failure) {
        this.parallel = parallel;
        this.failure = failure;
        // Platform threads: they read, hash and extract for long, which would hold the few carriers of virtual ones.
        threads = Executors.newFixedThreadPool(
                parallel, Thread.ofPlatform().name(name, 0).daemon().factory());
        completion = new ExecutorCompletionService<>(threads);
    }

    /**
     * Returns when one more can begin at once.
     *
     * @throws AtollException the first failure
     */
    public void awaitFree() throws InterruptedException {
        while (running >= parallel) {
            awaitOne();
        }
    }

    /** Begins something, as soon as that is possible. */
    public void run(Work work) throws InterruptedException {
        awaitFree();
        running++;
        completion.submit(() -> {
            work.run();
            return true;
        });
    }

    /**
     * Returns when all is done.
     *
     * @throws AtollException the first failure
     */
    public void await() throws InterruptedException {
        while (running > 0) {
            awaitOne();
        }
    }

    private void awaitOne() throws InterruptedException {
        try {
            completion.take().get();
            running--;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AtollException(ErrorCode.UNAVAILABLE, failure + ": " + e.getCause(), e);
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
