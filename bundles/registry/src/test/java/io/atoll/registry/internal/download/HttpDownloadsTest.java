package io.atoll.registry.internal.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.registry.Downloads.Download;
import io.atoll.registry.internal.config.ConfigurationFiles;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** W9: redirects, sizes and waits of downloads are bounded, and what was cut is not taken for whole. */
@Timeout(60)
final class HttpDownloadsTest {
    private static final Duration IDLE = Duration.ofMillis(500);

    @TempDir
    private Path none;

    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] file = new byte[3_000_001];

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private HttpDownloads downloads;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(file);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setExecutor(threads);
        server.createContext("/file", exchange -> answer(exchange, 200, file.length, file.length));
        server.createContext("/cut", exchange -> answer(exchange, 200, file.length, 1_000_000));
        server.createContext("/loop", exchange -> redirect(exchange, "/loop"));
        server.createContext("/elsewhere", exchange -> redirect(exchange, "ftp://127.0.0.1/file"));
        server.createContext("/status", exchange -> {
            String path = exchange.getRequestURI().getPath();
            answer(exchange, Integer.parseInt(path.substring("/status/".length())), 5, 5);
        });
        server.createContext("/hops", exchange -> {
            int left = Integer.parseInt(exchange.getRequestURI().getPath().substring("/hops/".length()));
            redirect(exchange, left == 0 ? "/file" : "/hops/" + (left - 1));
        });
        server.createContext("/stall", exchange -> {
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, 1000);
            exchange.getResponseBody().flush();
            stay();
        });
        server.createContext("/deaf", exchange -> stay());
        server.start();
        downloads = new HttpDownloads(
                new Settings(Duration.ofSeconds(5), IDLE, Duration.ofSeconds(1), 1, Duration.ofMillis(1), 1),
                new ConfigurationFiles(none, List.of()));
    }

    @AfterEach
    void stop() {
        downloads.close();
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void stay() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, int status, long said, int sent) throws IOException {
        exchange.sendResponseHeaders(status, said);
        OutputStream out = exchange.getResponseBody();
        out.write(file, 0, sent);
        out.flush();
        exchange.close();
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private Download open(String path) {
        return downloads.open(url(path), Map.of());
    }

    private AtollException fails(ErrorCode code, String url) {
        AtollException e = assertThrows(AtollException.class, () -> downloads.open(url, Map.of()));
        assertEquals(code, e.code(), e.getMessage());
        return e;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/file", "/hops/0", "/hops/3"})
    void theFileAndItsSize(String path) throws IOException {
        try (Download download = open(path)) {
            assertEquals(OptionalLong.of(file.length), download.size());
            assertArrayEquals(file, download.content().readAllBytes());
            assertEquals(-1, download.content().read());
        }
    }

    @Test
    void redirectsAreFewAndStayOnTheWeb() {
        assertTrue(message(fails(ErrorCode.INVALID, url("/loop"))).contains("redirects more than"));
        assertTrue(message(fails(ErrorCode.INVALID, url("/hops/9"))).contains("redirects more than"));
        assertTrue(message(fails(ErrorCode.INVALID, url("/elsewhere"))).contains("redirects"));
    }

    @ParameterizedTest
    @CsvSource({
        "404,NOT_FOUND",
        "410,NOT_FOUND",
        "401,UNAUTHORIZED",
        "403,DENIED",
        "503,UNAVAILABLE",
        "429,UNAVAILABLE",
        "418,INVALID",
        "206,INVALID"
    })
    void whatTheServerSays(int status, ErrorCode code) {
        assertTrue(message(fails(code, url("/status/" + status))).contains("answered status " + status));
    }

    @Test
    void secretsOfAnAddressAreNotShown() {
        assertFalse(message(fails(ErrorCode.NOT_FOUND, url("/status/404?token=secret")))
                .contains("secret"));
        assertFalse(message(fails(ErrorCode.INVALID, "https://me:secret@127.0.0.1/file"))
                .contains("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a/b", "http:", "http:///x", "https://", "http://a b/", "file:///etc/passwd", "a"})
    void noAddress(String url) {
        assertTrue(message(fails(ErrorCode.INVALID, url)).contains("invalid address"));
    }

    @Test
    void whatIsCutOrStallsIsAnError() throws IOException {
        try (Download download = open("/cut")) {
            IOException e =
                    assertThrows(IOException.class, () -> download.content().readAllBytes());
            assertTrue(String.valueOf(e.getMessage()).contains("cut"), e.getMessage());
        }
        try (Download download = open("/stall")) {
            IOException e =
                    assertThrows(IOException.class, () -> download.content().readAllBytes());
            assertTrue(String.valueOf(e.getMessage()).contains("stopped sending"), e.getMessage());
        }
        assertTrue(message(fails(ErrorCode.UNAVAILABLE, url("/deaf"))).contains("did not answer"));
    }

    @Test
    void nobodyIsThere() {
        server.stop(0);
        assertTrue(message(fails(ErrorCode.UNAVAILABLE, url("/file"))).contains("refused"));
    }

    @Test
    void closingEndsIt() throws IOException {
        Download download = open("/stall");
        assertEquals(file[0] & 0xff, download.content().read());
        download.close();
        try (Download next = open("/file")) {
            assertEquals(file.length, next.content().readAllBytes().length);
        }
    }

    private static String message(AtollException e) {
        return Objects.toString(e.getMessage());
    }
}
