package io.atoll.cli.internal.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FrameInputTest {
    private static class Client implements FrameInput.Source {
        private int asked;
        private volatile boolean paused;

        @Override
        public void wantInput() {
            asked++;
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }
    }

    @Test
    void asksOnceAndReadsPieceByPieceToTheEnd() throws Exception {
        Client client = new Client();
        FrameInput input = new FrameInput(client);
        assertFalse(input.isAsked());
        input.feed("ab".getBytes(StandardCharsets.UTF_8));
        input.feed("c".getBytes(StandardCharsets.UTF_8));
        input.feed(new byte[0]);
        assertArrayEquals("abc".getBytes(StandardCharsets.UTF_8), input.readAllBytes());
        assertEquals(-1, input.read());
        assertEquals(1, client.asked);
    }

    @Test
    void pausesWhenFullAndResumesWhenThereIsRoom() throws Exception {
        Client client = new Client();
        FrameInput input = new FrameInput(client);
        input.feed(new byte[FrameInput.FULL - 1]);
        assertFalse(client.paused);
        input.feed(new byte[1]);
        assertTrue(client.paused);
        assertEquals(0, input.read());
        assertFalse(client.paused);
    }

    /** The loop decides to pause while the command takes everything there is: nobody would resume after that. */
    @Test
    void isNotPausedWhenEverythingIsRead() throws Exception {
        CountDownLatch pausing = new CountDownLatch(1);
        Client client = new Client() {
            @Override
            public void pause() {
                pausing.countDown();
                try {
                    TimeUnit.MILLISECONDS.sleep(50);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.pause();
            }
        };
        FrameInput input = new FrameInput(client);
        FutureTask<byte[]> command = new FutureTask<>(() -> {
            pausing.await();
            return input.readNBytes(FrameInput.FULL);
        });
        Thread reader = new Thread(command);
        reader.start();
        input.feed(new byte[FrameInput.FULL]);
        assertEquals(FrameInput.FULL, command.get(60, TimeUnit.SECONDS).length);
        reader.join();
        assertFalse(client.paused);
    }
}
