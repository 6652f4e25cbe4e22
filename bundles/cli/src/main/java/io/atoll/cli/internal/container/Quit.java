package io.atoll.cli.internal.container;

import io.atoll.cli.CommandContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for a user at a terminal to type q, while something is shown. */
final class Quit {
    private final CountDownLatch asked = new CountDownLatch(1);

    private Quit() {}

    /** Reads the client's standard input from now on, if that is a terminal. */
    static Quit watch(CommandContext context) {
        Quit quit = new Quit();
        if (context.terminal().input()) {
            InputStream in = context.in();
            Thread.ofPlatform().name("atoll-quit").daemon().start(() -> quit.read(in));
        }
        return quit;
    }

    private void read(InputStream in) {
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == 'q' || c == 'Q') {
                    asked.countDown();
                    return;
                }
            }
        } catch (IOException e) {
            // The client is gone: the command is interrupted.
        }
    }

    /** @return whether it was typed within this time */
    boolean within(long millis) throws InterruptedException {
        return asked.await(millis, TimeUnit.MILLISECONDS);
    }
}
