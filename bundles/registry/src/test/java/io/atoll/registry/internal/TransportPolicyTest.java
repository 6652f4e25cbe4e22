package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.call.Origins;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.http.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS first, and what comes after (decision 9). */
final class TransportPolicyTest extends PullFixture {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @Test
    void asksNobodyAboutHostsThatMustSpeakHttps() throws InterruptedException {
        try (Transport transport = new Transport(QUICK)) {
            Origins origins = new Origins(QUICK);
            assertEquals(
                    "https://10.evil.example.com",
                    origins.find("10.evil.example.com", false, transport).toString());
            assertEquals(
                    "https://registry-1.docker.io",
                    origins.find("docker.io", false, transport).toString());
            AtollException e = assertThrows(
                    AtollException.class, () -> origins.find("no-such-host.invalid:5000", true, transport));
            assertContains("https://no-such-host.invalid:5000", String.valueOf(e.getMessage()));
            assertContains("http://no-such-host.invalid:5000", String.valueOf(e.getMessage()));
        }
    }

    @Test
    void aCertificateThatIsNotTrustedIsNoReasonForPlainHttp(@TempDir Path directory)
            throws IOException, GeneralSecurityException, InterruptedException {
        HttpsServer server = secure(directory.resolve("keys"));
        AtomicInteger requests = new AtomicInteger();
        server.createContext("/", exchange -> requests.incrementAndGet());
        server.start();
        try (Transport transport = new Transport(QUICK)) {
            Origins origins = new Origins(settings());
            String name = "127.0.0.1:" + server.getAddress().getPort();
            for (boolean insecure : new boolean[] {false, true}) {
                AtollException e = assertThrows(AtollException.class, () -> origins.find(name, insecure, transport));
                assertEquals(ErrorCode.UNAVAILABLE, e.code());
                assertContains("its certificate is not trusted", String.valueOf(e.getMessage()));
            }
            assertEquals(0, requests.get());
        } finally {
            server.stop(0);
        }
    }

    @Override
    Settings settings() {
        // A handshake takes its time on a busy machine.
        return new Settings(
                QUICK.connect(), QUICK.idle(), QUICK.idle(), QUICK.tries(), QUICK.backoff(), QUICK.parallel());
    }

    private static HttpsServer secure(Path keys) throws IOException, GeneralSecurityException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(keytool)) {
            System.out.println("TransportPolicyTest skipped in part: there is no keytool");
        }
        assumeTrue(Files.isExecutable(keytool), "needs keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        assertTrue(server.getAddress().getPort() > 0);
        return server;
    }
}
