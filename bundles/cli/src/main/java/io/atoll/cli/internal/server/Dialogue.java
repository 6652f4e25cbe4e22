package io.atoll.cli.internal.server;

import io.atoll.cli.internal.protocol.Frame;
import io.atoll.cli.internal.protocol.ProtocolException;
import java.util.ArrayDeque;
import java.util.Queue;

/** Which replies are due, and those that came. */
final class Dialogue {
    private enum Due {
        NOTHING,
        LAUNCH,
        LAUNCH_THEN_END,
        END,
        LINE
    }

    private final Queue<Reply> replies = new ArrayDeque<>();
    private Due due = Due.NOTHING;
    private boolean launched;
    private boolean gone;

    /** A plan is about to be sent. */
    synchronized void expectLaunch(boolean thenEnd) {
        due = thenEnd ? Due.LAUNCH_THEN_END : Due.LAUNCH;
        launched = true;
    }

    /** An attachment is about to be sent. */
    synchronized void expectEnd() {
        due = Due.END;
        launched = false;
    }

    /** A prompt is about to be sent. */
    synchronized void expectLine() {
        due = Due.LINE;
        launched = false;
    }

    /** Whether the client has a container of its own in its hands, and passes signals to it: from a plan being sent to its end. */
    synchronized boolean takesSignals() {
        return due != Due.NOTHING && launched;
    }

    /** Whether the container runs and only its end is awaited. The client can do without the engine then. */
    synchronized boolean isWaitingForEnd() {
        return due == Due.END && replies.isEmpty();
    }

    synchronized void receive(Frame frame) throws ProtocolException {
        boolean launchDue = due == Due.LAUNCH || due == Due.LAUNCH_THEN_END;
        switch (frame.type()) {
            case LAUNCHED -> {
                expect(launchDue);
                replies.add(Reply.launched(frame));
                due = due == Due.LAUNCH_THEN_END ? Due.END : Due.NOTHING;
            }
            case FAILED -> {
                expect(launchDue);
                replies.add(Reply.failed(frame));
                due = Due.NOTHING;
            }
            case ENDED -> {
                expect(due == Due.END);
                replies.add(Reply.ended(frame));
                due = Due.NOTHING;
            }
            case LINE -> {
                expect(due == Due.LINE);
                replies.add(Reply.line(frame));
                due = Due.NOTHING;
            }
            case HELLO,
                    REQUEST,
                    INPUT,
                    RESIZE,
                    SIGNAL,
                    OUTPUT,
                    ERROR,
                    WANT_INPUT,
                    PLAN,
                    ATTACH,
                    PROMPT,
                    TERMINAL_RESET,
                    EXIT -> throw new IllegalArgumentException("no reply: " + frame.type());
        }
        notifyAll();
    }

    synchronized void gone() {
        gone = true;
        notifyAll();
    }

    /** @throws InterruptedException also if the client is gone and nothing more can come */
    synchronized Reply await() throws InterruptedException {
        while (replies.isEmpty()) {
            if (gone) {
                throw new InterruptedException("the client is gone");
            }
            wait();
        }
        return replies.remove();
    }

    private static void expect(boolean wasDue) throws ProtocolException {
        if (!wasDue) {
            throw new ProtocolException("a reply nobody asked for");
        }
    }
}
