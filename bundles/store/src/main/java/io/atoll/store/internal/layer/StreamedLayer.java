package io.atoll.store.internal.layer;

import io.atoll.api.store.BlobWriter;
import io.atoll.store.internal.layout.GrowingBlob;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes a layer's blob while a thread of its own extracts it. Neither is visible before both are verified: the thread comes to the blob's end only when its digest
 * is right, and gives blob and layer their names only when the diff-id is.
 *
 * <p>An extraction that fails does not end the writing: a wrong digest explains the failure better, and is only known at the end.
 */
final class StreamedLayer implements BlobWriter {
    /** What the thread does; returns when the layer is there. */
    interface Extract {
        /** @param publishBlob to be called, once, when the layer is extracted and before it is visible */
        void run(GrowingBlob blob, Runnable publishBlob);
    }

    private enum Stage {
        EXTRACTING,
        PUBLISHING,
        GIVEN_UP
    }

    private final GrowingBlob blob;
    private final Thread thread;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.EXTRACTING);
    /** Written by the thread, read after its end. */
    private @Nullable Throwable failure;

    private boolean committed;

    private StreamedLayer(GrowingBlob blob, Extract extract, Runnable ended) {
        this.blob = blob;
        thread = Thread.ofPlatform().name("atoll-layer").daemon().unstarted(() -> {
            try {
                extract.run(blob, this::publish);
            } catch (Throwable e) {
                // Of any kind: it is thrown where the result is asked for.
                failure = e;
            } finally {
                ended.run();
            }
        });
    }

    /** @param ended told, whatever happens */
    static StreamedLayer start(GrowingBlob blob, Extract extract, Runnable ended) {
        StreamedLayer layer = new StreamedLayer(blob, extract, ended);
        boolean started = false;
        try {
            layer.thread.start();
            started = true;
            return layer;
        } finally {
            if (!started) {
                ended.run();
                blob.close();
            }
        }
    }

    private void publish() {
        if (!stage.compareAndSet(Stage.EXTRACTING, Stage.PUBLISHING)) {
            throw Interruption.of(null);
        }
        blob.publish();
    }

    @Override
    public void write(ByteBuffer bytes) {
        blob.write(bytes);
    }

    @Override
    public void commit() {
        blob.verify();
        try {
            thread.join();
        } catch (InterruptedException e) {
            giveUp();
            // What is complete is kept, for whoever pulls the image again.
            publishIfNot();
            committed = true;
            Thread.currentThread().interrupt();
            throw Interruption.of(e);
        }
        switch (failure) {
            case null -> {}
            // Its turn comes when they are there.
            case LowersNeeded e -> publishIfNot();
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
        committed = true;
    }

    private void publishIfNot() {
        if (!blob.isPublished()) {
            blob.publish();
        }
    }

    /** Afterwards the thread has ended, and what it made is there, or deleted. */
    private void giveUp() {
        if (stage.compareAndSet(Stage.EXTRACTING, Stage.GIVEN_UP)) {
            blob.abandon();
            thread.interrupt();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (!committed) {
            giveUp();
            blob.close();
        }
    }
}
