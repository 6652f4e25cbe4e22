package io.atoll.registry.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, pulled piece by piece. Unlike the JDK's streams it has a time limit for each piece, hands out the
 * client's own buffers without copying, and at most {@link #AHEAD} of them wait (about 256 KiB), so that a disk slower than
 * the network slows the sender down.
 */
public final class BodyReader implements BodySubscriber<BodyReader>, AutoCloseable {
    private static final int AHEAD = 16;
    /** What may be waited for {@link Pace#LEAST} bytes, in idle times. */
    private static final int PATIENCE = 4;

    private sealed interface Event {}

    private record Piece(List<ByteBuffer> buffers) implements Event {}

    private record End(@Nullable Throwable failure) implements Event {}

    private final Duration idle;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private @Nullable Subscription subscription;
    private boolean closed;
    private boolean ended;
    private final Pace pace;

    public BodyReader(Duration idle) {
        this.idle = idle;
        pace = new Pace(idle.multipliedBy(PATIENCE));
    }

    /** The next buffers, or null at the end. */
    @Nullable
    public List<ByteBuffer> next() throws IOException, InterruptedException {
        if (ended) {
            return null;
        }
        long start = System.nanoTime();
        Event event = events.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
        pace.waited(System.nanoTime() - start);
        return switch (event) {
            case null -> throw new IdleTimeoutException(idle, true);
            case Piece piece -> {
                request(1);
                piece.buffers().forEach(buffer -> pace.received(buffer.remaining()));
                pace.check();
                yield piece.buffers();
            }
            case End end -> {
                ended = true;
                if (end.failure() != null) {
                    throw cut(end.failure());
                }
                yield null;
            }
        };
    }

    /** The failure of a response whose headers had come. */
    public static IOException cut(Throwable cause) {
        String why = cause.getMessage();
        return new IOException("the connection was cut: " + (why == null ? cause : why), cause);
    }

    /** The whole body, or null if it is larger than this. */
    public byte @Nullable [] readAll(int most) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (List<ByteBuffer> buffers = next(); buffers != null; buffers = next()) {
            for (ByteBuffer buffer : buffers) {
                if (out.size() + buffer.remaining() > most) {
                    return null;
                }
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                out.writeBytes(bytes);
            }
        }
        return out.toByteArray();
    }

    /** Gives up what was not read; the connection is then not used again. */
    @Override
    public void close() {
        Subscription current;
        synchronized (this) {
            closed = true;
            current = subscription;
        }
        if (current != null) {
            current.cancel();
        }
    }

    private void request(long pieces) {
        Subscription current;
        synchronized (this) {
            current = closed ? null : subscription;
        }
        if (current != null) {
            current.request(pieces);
        }
    }

    @Override
    public CompletionStage<BodyReader> getBody() {
        // Complete at once: the response is there with its headers, the body follows.
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        boolean late;
        synchronized (this) {
            subscription = given;
            late = closed;
        }
        if (late) {
            given.cancel();
        } else {
            given.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Piece(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new End(failure));
    }

    @Override
    public void onComplete() {
        events.add(new End(null));
    }
}
