package io.atoll.cli.internal.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.protocol.Fields;
import io.atoll.cli.internal.protocol.Frame;
import io.atoll.cli.internal.protocol.FrameType;
import io.atoll.cli.internal.protocol.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The server over a real socket. */
class ServerTest extends ServedTest {
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final RecordedLaunch launch = new RecordedLaunch();

    @Override
    int run(CommandContext context, List<String> arguments) throws InterruptedException {
        return switch (arguments.getFirst()) {
            case "echo" -> {
                context.out().println(String.join(" ", arguments));
                context.err().println("warning");
                yield 3;
            }
            case "cat" -> {
                try {
                    context.in().transferTo(context.out());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                yield 0;
            }
            case "wait" -> {
                context.out().print("waiting");
                context.out().flush();
                waiting.countDown();
                try {
                    new CountDownLatch(1).await();
                    yield 0;
                } finally {
                    interrupted.countDown();
                }
            }
            case "flood" -> {
                byte[] block = new byte[100_000];
                for (int i = 0; i < 200; i++) {
                    context.out().write(block, 0, block.length);
                }
                yield 0;
            }
            case "crash" -> throw new IllegalStateException("on purpose");
            case "size" -> {
                context.out().println(context.terminal().size());
                yield 0;
            }
            case "attach" -> context.attach(Path.of("/run/a"), true, new byte[] {16, 17});
            case "run" -> launch(context, LaunchMode.valueOf(arguments.get(1)));
            default -> throw new AssertionError(arguments);
        };
    }

    private int launch(CommandContext context, LaunchMode mode) throws InterruptedException {
        try (Launch closing = launch) {
            return context.launch(closing, mode);
        } catch (AtollException e) {
            context.err().println(e.getMessage());
            return e.code().exitStatus();
        }
    }

    private TestClient connect() throws IOException {
        TestClient client = new TestClient(socket);
        Frame hello = client.expect(FrameType.HELLO);
        assertEquals("test", new String(Fields.decode(hello.payload()).get(1), UTF_8));
        return client;
    }

    @Test
    void aCommandAnswersOnBothStreams() throws IOException {
        try (TestClient client = connect()) {
            client.request("echo", "a b", "ü");
            assertEquals("echo a b ü\n|warning\n|3", client.rest());
            assertNull(client.next());
        }
    }

    @Test
    void aRequestInPieces() throws IOException, InterruptedException {
        try (TestClient client = connect()) {
            byte[] payload = Fields.encode(Request.VERSION, "/", "000", "80", "24", "022", "2", "echo", "x");
            ByteBuffer frame = ByteBuffer.allocate(5 + payload.length)
                    .putInt(payload.length)
                    .put((byte) 'Q')
                    .put(payload)
                    .flip();
            while (frame.hasRemaining()) {
                client.raw(ByteBuffer.wrap(new byte[] {frame.get()}));
                Thread.sleep(Duration.ofMillis(1));
            }
            assertEquals("echo x\n|warning\n|3", client.rest());
        }
    }

    @Test
    void inputComesWhenAskedForAndEnds() throws IOException {
        try (TestClient client = connect()) {
            client.request("cat");
            client.expect(FrameType.WANT_INPUT);
            client.send(FrameType.INPUT, "one ");
            client.send(FrameType.INPUT, "two");
            client.send(FrameType.INPUT, "");
            assertEquals("one two||0", client.rest());
        }
    }

    @Test
    void inputNobodyAskedForCutsTheConnectionOnly() throws IOException {
        try (TestClient other = connect();
                TestClient client = connect()) {
            client.send(FrameType.INPUT, "x");
            assertNull(client.next());
            other.request("echo", "fine");
            assertEquals("echo fine\n|warning\n|3", other.rest());
        }
    }

    @Test
    void nonsenseCutsTheConnectionOnly() throws IOException {
        for (String nonsense : List.of("GET / HTTP/1.1\r\n\r\n", "\0\0\0\1Zx", "\0\0\0\1Xx", "\0\0\0\1Qx")) {
            try (TestClient client = connect()) {
                client.raw(ByteBuffer.wrap(nonsense.getBytes(UTF_8)));
                assertNull(client.next(), nonsense);
            }
        }
        try (TestClient client = connect()) {
            client.request("echo", "fine");
            assertEquals("echo fine\n|warning\n|3", client.rest());
        }
    }

    @Test
    void aSignalInterruptsTheCommand() throws IOException, InterruptedException {
        try (TestClient client = connect()) {
            client.request("wait");
            assertTrue(waiting.await(10, TimeUnit.SECONDS));
            client.send(FrameType.SIGNAL, "15");
            assertEquals("waiting||143", client.rest());
            assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aClientThatIsGoneInterruptsTheCommand() throws IOException, InterruptedException {
        try (TestClient client = connect()) {
            client.request("wait");
            assertTrue(waiting.await(10, TimeUnit.SECONDS));
        }
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        while (loop.idle().isZero()) {
            Thread.sleep(Duration.ofMillis(2));
        }
    }

    @Test
    void aSlowReaderGetsEverything() throws IOException, InterruptedException {
        try (TestClient client = connect()) {
            client.request("flood");
            Thread.sleep(Duration.ofMillis(200));
            long count = 0;
            for (Frame frame = client.next();
                    frame != null && frame.type() == FrameType.OUTPUT;
                    frame = client.next()) {
                count += frame.payload().length;
            }
            assertEquals(20_000_000, count);
        }
    }

    @Test
    void aSlowReaderCanInterrupt() throws IOException, InterruptedException {
        try (TestClient client = connect()) {
            client.request("flood");
            Thread.sleep(Duration.ofMillis(100));
            client.send(FrameType.SIGNAL, "2");
            assertTrue(client.rest().endsWith("|0"), "it was only writing: nothing to interrupt");
        }
    }

    @Test
    void resizing() throws IOException, InterruptedException {
        try (TestClient client = connect()) {
            client.request("wait");
            assertTrue(waiting.await(10, TimeUnit.SECONDS));
            client.send(FrameType.RESIZE, "100 50");
            client.send(FrameType.RESIZE, "wide");
            assertEquals("waiting||cut off", client.rest());
        }
    }

    @Test
    void aCrashOfACommandIsAnExitStatus() throws IOException {
        try (TestClient client = connect()) {
            client.request("crash");
            assertTrue(client.rest().endsWith("|125"));
        }
    }

    @Test
    void foreground() throws IOException {
        try (TestClient client = connect()) {
            client.request("run", "FOREGROUND");
            assertEquals("plan", client.expect(FrameType.PLAN).text());
            client.send(FrameType.LAUNCHED, "123 456");
            client.send(FrameType.ENDED, "9");
            assertEquals("||9", client.rest());
        }
        assertEquals(List.of("started 123 456", "exited 9", "closed"), launch.events);
    }

    @Test
    void detached() throws IOException {
        try (TestClient client = connect()) {
            client.request("run", "DETACHED");
            client.expect(FrameType.PLAN);
            client.send(FrameType.LAUNCHED, "1 2");
            assertEquals("||0", client.rest());
        }
        assertEquals(List.of("started 1 2", "closed"), launch.events);
    }

    @Test
    void detachedByTheUser() throws IOException {
        try (TestClient client = connect()) {
            client.request("run", "ATTACHED");
            client.expect(FrameType.PLAN);
            client.send(FrameType.LAUNCHED, "1 2");
            client.send(FrameType.ENDED, "detached");
            assertEquals("||0", client.rest());
        }
        assertEquals(List.of("started 1 2", "closed"), launch.events);
    }

    @Test
    void attaching() throws IOException {
        try (TestClient client = connect()) {
            client.request("attach");
            List<byte[]> fields = Fields.decode(client.expect(FrameType.ATTACH).payload());
            assertEquals("/run/a", new String(fields.get(0), UTF_8));
            assertEquals("tty", new String(fields.get(1), UTF_8));
            client.send(FrameType.ENDED, "4");
            assertEquals("||4", client.rest());
        }
    }

    @Test
    void aSignalEndsAnAttachmentButNotALaunch() throws IOException {
        try (TestClient client = connect()) {
            client.request("attach");
            client.expect(FrameType.ATTACH);
            client.send(FrameType.SIGNAL, "2");
            assertEquals("||130", client.rest());
        }
        try (TestClient client = connect()) {
            client.request("run", "FOREGROUND");
            client.expect(FrameType.PLAN);
            client.send(FrameType.SIGNAL, "2");
            client.send(FrameType.LAUNCHED, "1 2");
            client.send(FrameType.SIGNAL, "2");
            client.send(FrameType.ENDED, "130");
            assertEquals("||130", client.rest());
        }
        assertEquals(List.of("started 1 2", "exited 130", "closed"), launch.events);
    }

    @Test
    void aPlanThatFails() throws IOException {
        try (TestClient client = connect()) {
            client.request("run", "FOREGROUND");
            client.expect(FrameType.PLAN);
            client.send(FrameType.FAILED, Fields.encode("7", "exec", "/bin/x", "2", "No such file or directory"));
            assertEquals("|failed 7 exec /bin/x 2 No such file or directory\n|127", client.rest());
        }
    }

    @Test
    void aClientThatVanishesWithAContainer() throws IOException, InterruptedException {
        try (TestClient client = connect()) {
            client.request("run", "FOREGROUND");
            client.expect(FrameType.PLAN);
            client.send(FrameType.LAUNCHED, "1 2");
        }
        while (loop.idle().isZero()) {
            Thread.sleep(Duration.ofMillis(2));
        }
        assertEquals(List.of("started 1 2", "closed"), launch.events);
    }

    @Test
    void repliesNobodyAskedForCutTheConnection() throws IOException {
        try (TestClient client = connect()) {
            client.request("wait");
            client.send(FrameType.ENDED, "0");
            assertTrue(client.rest().endsWith("cut off"));
        }
        try (TestClient client = connect()) {
            client.request("run", "DETACHED");
            client.expect(FrameType.PLAN);
            client.send(FrameType.LAUNCHED, "1 -2");
            assertTrue(client.rest().endsWith("cut off"));
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        List<Thread> clients = new ArrayList<>();
        AtomicReference<String> wrong = new AtomicReference<>("");
        for (int i = 0; i < 40; i++) {
            String word = "w" + i;
            clients.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int round = 0; round < 20; round++) {
                        try (TestClient client = connect()) {
                            client.request("echo", word);
                            String answer = client.rest();
                            if (!answer.equals("echo " + word + "\n|warning\n|3")) {
                                wrong.set(answer);
                            }
                        }
                    }
                } catch (IOException e) {
                    wrong.set(e.toString());
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertEquals("", wrong.get());
    }

    @Test
    void whoComesAfterTheEndIsNotGreeted() throws IOException {
        loop.stopAccepting();
        try (TestClient client = new TestClient(socket)) {
            client.request("echo", "x");
            listener.close();
            loop.stop();
            Frame frame;
            try {
                frame = client.next();
            } catch (IOException e) {
                frame = null; // reset by peer: just as well
            }
            assertNull(frame);
        }
    }

    /** Notes what is reported to it. */
    private static final class RecordedLaunch implements Launch {
        final List<String> events = new ArrayList<>();

        @Override
        public io.atoll.api.runtime.Container container() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] plan() {
            return "plan".getBytes(UTF_8);
        }

        @Override
        public void started(long pid, long startTime) {
            events.add("started %d %d".formatted(pid, startTime));
        }

        @Override
        public AtollException failed(int index, String operation, String detail, int errno, String text) {
            return new AtollException(
                    ErrorCode.COMMAND_NOT_FOUND,
                    "failed %d %s %s %d %s".formatted(index, operation, detail, errno, text));
        }

        @Override
        public void exited(int code) {
            events.add("exited " + code);
        }

        @Override
        public void close() {
            events.add("closed");
        }
    }
}
