package io.atoll.registry.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, read by the thread that waits for the answer, piece by piece as the registry takes it. Unlike the JDK's publishers it blocks none of the client's own threads while the
 * source is read and hashed, announces its length, and has a time limit for a registry that stops reading.
 */
final class BodyWriter implements BodyPublisher, Subscription {
    private static final int PIECE = 128 << 10;

    private final long length;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Piece> given = new ArrayList<>();
    private @Nullable Subscriber<? super ByteBuffer> subscriber;
    private long demand;
    private boolean ended;

    BodyWriter(long length) {
        this.length = length;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> given) {
        change(() -> subscriber = given);
        given.onSubscribe(this);
    }

    @Override
    public void request(long count) {
        change(() -> demand = demand + count < 0 ? Long.MAX_VALUE : demand + count);
    }

    @Override
    public void cancel() {
        end();
    }

    private void end() {
        change(() -> ended = true);
    }

    /**
     * Sends it all, or as much as is wanted: an answer, or a failure of the connection, ends it early.
     *
     * @throws IOException if nothing more was taken for too long, or the source fails
     */
    void send(InputStream source, CompletableFuture<?> answer, Duration idle) throws IOException, InterruptedException {
        var unused = answer.whenComplete((value, failure) -> end());
        try {
            for (long sent = 0; sent < length; ) {
                Subscriber<? super ByteBuffer> to = awaitDemand(idle);
                if (to == null) {
                    return;
                }
                ByteBuffer piece = fill(source, (int) Math.min(PIECE, length - sent));
                sent += piece.remaining();
                to.onNext(piece);
            }
            Subscriber<? super ByteBuffer> to = subscriber();
            if (to != null) {
                to.onComplete();
            }
        } catch (IOException | RuntimeException e) {
            Subscriber<? super ByteBuffer> to = subscriber();
            if (to != null) {
                to.onError(e);
            }
            throw e;
        }
    }

    /** Who wants more, or null if nobody will. */
    private @Nullable Subscriber<? super ByteBuffer> awaitDemand(Duration idle)
            throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = idle.toNanos();
            while (!ended && (demand == 0 || subscriber == null)) {
                left = changed.awaitNanos(left);
                if (left <= 0) {
                    throw IdleTimeoutException.notReading(idle);
                }
            }
            if (ended) {
                return null;
            }
            demand--;
            return subscriber;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Subscriber<? super ByteBuffer> subscriber() {
        lock.lock();
        try {
            return ended ? null : subscriber;
        } finally {
            lock.unlock();
        }
    }

    private ByteBuffer fill(InputStream source, int count) throws IOException {
        Piece piece = free();
        int read = source.readNBytes(piece.bytes, 0, count);
        if (read < count) {
            throw new EOFException("the source ended %d bytes too soon".formatted(count - read));
        }
        return piece.buffer.clear().limit(count);
    }

    /** A buffer whose every byte was taken is free again: who has not yet sent them has not moved its position. */
    private Piece free() {
        for (Piece piece : given) {
            if (!piece.buffer.hasRemaining()) {
                return piece;
            }
        }
        Piece piece = new Piece((int) Math.min(PIECE, length));
        given.add(piece);
        return piece;
    }

    private static final class Piece {
        final byte[] bytes;
        final ByteBuffer buffer;

        Piece(int size) {
            bytes = new byte[size];
            buffer = ByteBuffer.wrap(bytes);
        }
    }

    private void change(Runnable how) {
        lock.lock();
        try {
            how.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How long an answer may take: who was sent much may have to hash it, and to carry it on to where it is kept. */
    static Duration patience(Duration idle, long length) {
        return idle.plusSeconds(length >> 23);
    }
}
