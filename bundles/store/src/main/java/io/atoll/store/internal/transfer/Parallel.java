package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Does something with many, a few at a time, in their order. After the first failure nothing more is begun, what is under way is interrupted, and it returns only when all of
 * that has ended.
 */
final class Parallel {
    private static final int MOST = 4;

    private Parallel() {}

    interface Work<T> {
        void run(T item) throws Exception;
    }

    /**
     * @param doing for people, for example {@code copying 'alpine:latest'}
     * @throws AtollException the first failure; UNAVAILABLE if the thread was interrupted, which it then still is
     */
    static <T> void forEach(Collection<T> items, String doing, Work<? super T> work) {
        forEach(items, MOST, doing, work);
    }

    /** @param most how many at a time */
    static <T> void forEach(Collection<T> items, int most, String doing, Work<? super T> work) {
        if (items.isEmpty()) {
            return;
        }
        // Platform threads: file system calls would hold the few carriers of virtual ones.
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(most, items.size()),
                Thread.ofPlatform().name("atoll-transfer-", 0).daemon().factory());
        try {
            ExecutorCompletionService<Void> completion = new ExecutorCompletionService<>(threads);
            for (T item : items) {
                completion.submit(() -> {
                    work.run(item);
                    return null;
                });
            }
            for (int i = 0; i < items.size(); i++) {
                completion.take().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtollException(ErrorCode.UNAVAILABLE, doing + " was interrupted", e);
        } catch (ExecutionException e) {
            throw failure(doing, Objects.requireNonNull(e.getCause()));
        } finally {
            threads.shutdownNow();
            awaitEnd(threads);
        }
    }

    private static RuntimeException failure(String doing, Throwable cause) {
        return switch (cause) {
            case RuntimeException failure -> failure;
            case Error error -> throw error;
            case IOException e ->
                new AtollException(ErrorCode.KERNEL, "%s failed: %s".formatted(doing, e.getMessage()), e);
            default -> new AtollException(ErrorCode.UNAVAILABLE, doing + " was interrupted", cause);
        };
    }

    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.HOURS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
