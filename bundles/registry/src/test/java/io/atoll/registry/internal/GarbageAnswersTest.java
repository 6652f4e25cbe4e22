package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W38: whoever answers with something else than HTTP. */
@Timeout(60)
final class GarbageAnswersTest extends PullFixture {
    private final TestImage image = TestImage.simple().serve(registry, "app", "latest");
    private final Digest layer = image.layers.get(1);
    private final String blobPath = "/v2/app/blobs/" + layer;

    @Override
    Settings settings() {
        return new Settings(
                Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofMillis(150), 2, Duration.ofMillis(5), 3);
    }

    private static RawServer saying(String text) throws IOException {
        return new RawServer(socket -> {
            RawServer.head(socket);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "\0\1\2\3\u00ff\u00fe\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2p1\r\n",
                "220 mail.example ESMTP\r\n\r\n",
                "HTTP/9.9 abc\r\n\r\n",
                "HTTP/1.1 \r\n\r\n",
                "HTTP/1.1 99999999999 OK\r\n\r\n",
                "HTTP/1.1 -200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n\r\n",
                "HTTP/1.1 301 Moved\r\nLocation: http://[::1\r\n\r\n",
                "HTTP/1.1 307 Moved\r\nLocation: file:///etc/shadow\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    @DisplayName("W38: garbage in place of an answer is an error that says so, and nothing is stored")
    void garbage(String text) throws IOException {
        try (RawServer raw = saying(text)) {
            registry.on(blobPath, FakeRegistry.redirect("http://" + raw.name() + "/blob"));
            AtollException e = assertThrows(AtollException.class, () -> pull("app"));
            assertTrue(e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.CORRUPT, e::toString);
            assertContains("failed to pull layer " + layer, String.valueOf(e.getMessage()));
            assertTrue(raw.accepted.size() <= 4, "bounded: " + raw.accepted.size());
        }
        assertFalse(store.blobs.containsKey(layer));
        assertTrue(store.images.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "HTTP/1.1 200 OK\r\nX: |yyyyyyyyyyyyyyyyyyyyyyyyyyyy",
                "HTTP/1.1 200 OK\r\n|X: y\r\n",
                "|HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n|1\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;|x",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n|X: y\r\n"
            })
    @DisplayName("W38: an answer that never ends is ended")
    void endless(String text) throws IOException {
        String begin = text.substring(0, Math.max(0, text.indexOf('|')));
        byte[] again = text.substring(text.indexOf('|') + 1).repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
        try (RawServer raw = new RawServer(socket -> {
            RawServer.head(socket);
            OutputStream out = socket.getOutputStream();
            out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
            while (true) {
                out.write(again);
            }
        })) {
            registry.on(blobPath, FakeRegistry.redirect("http://" + raw.name() + "/blob"));
            AtollException e = assertThrows(AtollException.class, () -> pull("app"));
            assertTrue(e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.CORRUPT, e::toString);
            assertContains("failed to pull layer " + layer, String.valueOf(e.getMessage()));
        }
        assertFalse(store.blobs.containsKey(layer));
    }

    @Test
    @DisplayName("W38: garbage once, and then the blob")
    void garbageAndThenFine() throws IOException {
        try (RawServer raw = saying("\0\1\2\r\n\r\n")) {
            registry.on(
                    blobPath,
                    FakeRegistry.inTurn(
                            FakeRegistry.redirect("http://" + raw.name() + "/blob"), registry.route(blobPath)));
            pull("app");
        }
        assertEquals(
                Objects.requireNonNull(image.blobs.get(layer)).length,
                Objects.requireNonNull(store.blobs.get(layer)).length);
    }

    @Test
    @DisplayName("W38: a name that leads to something else than a registry")
    void noRegistry() throws IOException {
        try (RawServer raw = new RawServer(GarbageAnswersTest::mail)) {
            AtollException e = assertThrows(
                    AtollException.class,
                    () -> client.pull(
                            new PullRequest(
                                    Reference.parse(raw.name() + "/app:latest"),
                                    new Platform("linux", "amd64", null),
                                    RegistryAccess.ANONYMOUS),
                            PullListener.NONE));
            assertEquals(ErrorCode.UNAVAILABLE, e.code());
            assertContains("cannot reach the registry " + raw.name(), String.valueOf(e.getMessage()));
        }
    }

    private static void mail(Socket socket) throws IOException {
        socket.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(StandardCharsets.ISO_8859_1));
        while (socket.getInputStream().read() >= 0) {
            // Patience.
        }
    }
}
