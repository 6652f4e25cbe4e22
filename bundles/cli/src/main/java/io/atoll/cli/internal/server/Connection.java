package io.atoll.cli.internal.server;

import io.atoll.api.AtollException;
import io.atoll.cli.internal.protocol.Frame;
import io.atoll.cli.internal.protocol.FrameDecoder;
import io.atoll.cli.internal.protocol.FrameType;
import io.atoll.cli.internal.protocol.ProtocolException;
import io.atoll.cli.internal.protocol.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection: one command. The loop calls {@link #receive} and {@link #gone}; the command runs on a thread of its own. */
final class Connection implements FrameInput.Source {
    private static final int SIGINT = 2;
    private static final int FAILED = 125;

    private final SelectionKey key;
    private final FrameChannel channel;
    private final Executor executor;
    private final Handler handler;
    private final Consumer<Connection> onGone;
    private final FrameDecoder decoder = new FrameDecoder();
    private final Dialogue dialogue = new Dialogue();
    private final FrameInput input = new FrameInput(this);
    private @Nullable ClientContext context;
    private @Nullable Thread thread;
    private boolean requested;
    private boolean gone;
    private int signal;

    /** @param onGone called when the connection is over and its command has ended; possibly twice */
    Connection(
            SocketChannel socket, SelectionKey key, Executor executor, Handler handler, Consumer<Connection> onGone) {
        this.key = key;
        this.channel = new FrameChannel(socket, key);
        this.executor = executor;
        this.handler = handler;
        this.onGone = onGone;
    }

    FrameChannel channel() {
        return channel;
    }

    /** Whether the engine may end without this client losing anything. */
    boolean isExpendable() {
        return dialogue.isWaitingForEnd();
    }

    /** From the loop: bytes from the client. */
    void receive(ByteBuffer bytes) throws ProtocolException {
        decoder.feed(bytes);
        for (Frame frame = decoder.next(); frame != null; frame = decoder.next()) {
            receive(frame);
        }
    }

    private void receive(Frame frame) throws ProtocolException {
        if (requested == (frame.type() == FrameType.REQUEST)) {
            throw new ProtocolException("a request comes first, and once");
        }
        switch (frame.type()) {
            case REQUEST -> request(frame);
            case INPUT -> input(frame);
            case RESIZE -> resize(frame);
            case SIGNAL -> signal(frame);
            case LAUNCHED, FAILED, ENDED, LINE -> dialogue.receive(frame);
            case HELLO, OUTPUT, ERROR, WANT_INPUT, PLAN, ATTACH, PROMPT, TERMINAL_RESET, EXIT ->
                throw new ProtocolException("a client does not send " + frame.type());
        }
    }

    private void request(Frame frame) throws ProtocolException {
        requested = true;
        try {
            ClientContext client = new ClientContext(Request.parse(frame.payload()), channel, dialogue, input);
            synchronized (this) {
                context = client;
            }
            executor.execute(() -> serve(client));
        } catch (AtollException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RejectedExecutionException e) {
            refuse("the engine is stopping, or too many commands run at once; try again");
        }
    }

    private void refuse(String why) throws ProtocolException {
        try {
            channel.send(FrameType.ERROR, "atoll: %s%n".formatted(why).getBytes(StandardCharsets.UTF_8));
            channel.send(FrameType.EXIT, exitCode(FAILED));
        } catch (IOException e) {
            // the client is gone; the next line says so as well
        }
        throw new ProtocolException(why);
    }

    private void input(Frame frame) throws ProtocolException {
        if (!input.isAsked()) {
            throw new ProtocolException("input nobody asked for");
        }
        input.feed(frame.payload());
    }

    private synchronized void resize(Frame frame) throws ProtocolException {
        if (context != null) {
            context.resize(Request.size(frame.text()));
        }
    }

    private synchronized void signal(Frame frame) throws ProtocolException {
        if (!frame.text().matches("[1-9][0-9]?")) {
            throw new ProtocolException("not a signal");
        }
        // With a container of its own the client passes signals on itself; who only attached to one wants to leave.
        if (!dialogue.takesSignals()) {
            signal = Integer.parseInt(frame.text());
            interrupt();
        }
    }

    /** The client is gone, or is cut off. */
    void gone() {
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
        }
        try {
            // First: whoever is cut off does not get an orderly end from the command that is interrupted next.
            channel.close();
        } catch (IOException e) {
            EngineLog.write("cannot close a connection", e);
        }
        synchronized (this) {
            interrupt();
        }
        dialogue.gone();
        input.feed(new byte[0]);
        if (!isRunning()) {
            onGone.accept(this);
        }
    }

    private synchronized boolean isRunning() {
        return thread != null;
    }

    /** Ends the command as if the user had interrupted it. */
    synchronized void cancel() {
        if (signal == 0) {
            signal = SIGINT;
        }
        interrupt();
    }

    private void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void serve(ClientContext client) {
        int code;
        try {
            begin();
            code = handler.run(client, client.arguments());
        } catch (InterruptedException e) {
            code = interruptedCode();
        } catch (RuntimeException | Error e) {
            EngineLog.write("a command failed", e);
            code = FAILED;
        } finally {
            end();
        }
        try {
            client.drain();
            byte[] payload = exitCode(code);
            channel.add(FrameType.EXIT, payload, 0, payload.length);
            channel.flush();
        } catch (IOException e) {
            // Nobody is left to be told.
        } finally {
            gone();
            onGone.accept(this);
            key.selector().wakeup(); // a selector closes a channel it watches only when it comes round
        }
    }

    private synchronized void begin() throws InterruptedException {
        if (gone || signal != 0) {
            throw new InterruptedException();
        }
        thread = Thread.currentThread();
    }

    /** From here on nothing interrupts this thread: it goes back to the pool. */
    private synchronized void end() {
        thread = null;
        Thread.interrupted();
    }

    private synchronized int interruptedCode() {
        return 128 + (signal == 0 ? SIGINT : signal);
    }

    private static byte[] exitCode(int code) {
        return Integer.toString(code).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void wantInput() throws IOException {
        channel.send(FrameType.WANT_INPUT, new byte[0]);
    }

    @Override
    public void pause() {
        key.interestOpsAnd(~SelectionKey.OP_READ);
    }

    @Override
    public void resume() {
        if (key.isValid()) {
            key.interestOpsOr(SelectionKey.OP_READ);
            key.selector().wakeup();
        }
    }
}
