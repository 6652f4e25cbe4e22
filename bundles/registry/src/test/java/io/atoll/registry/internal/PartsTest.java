package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.registry.internal.call.Backoff;
import io.atoll.registry.internal.call.Challenge;
import io.atoll.registry.internal.http.HostPort;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.pull.PresentImage;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PartsTest {
    @Test
    void challenges() {
        assertEquals(
                List.of(new Challenge(
                        "bearer", Map.of("realm", "https://a/t?x=1,2", "service", "s\"q", "scope", "a:b:pull,push"))),
                Challenge.parse("Bearer realm=\"https://a/t?x=1,2\", service=\"s\\\"q\" ,scope=\"a:b:pull,push\""));
        assertEquals(
                List.of(
                        new Challenge("basic", Map.of("realm", "a")),
                        new Challenge("bearer", Map.of("realm", "b", "error", "x"))),
                Challenge.parse("BASIC Realm=a, , Bearer realm = \"b\",error=x"));
        assertEquals(
                List.of(new Challenge("negotiate", Map.of()), new Challenge("basic", Map.of("realm", "r"))),
                Challenge.parse("Negotiate, Basic realm=r"));
        assertEquals(
                List.of(new Challenge("negotiate", Map.of()), new Challenge("basic", Map.of("realm", "r"))),
                Challenge.parse("Negotiate YWJj==, Basic realm=\"r\""));
        assertEquals(List.of(new Challenge("bearer", Map.of("realm", "open"))), Challenge.parse("Bearer realm=\"open"));
        assertEquals(List.of(), Challenge.parse("\"\u0000=,"));
        assertEquals(List.of(), Challenge.parse("x".repeat(9000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:5000",
                "127.0.0.1",
                "127.9.9.9:80",
                "[::1]:5000",
                "[::1]",
                "10.1.2.3",
                "192.168.0.1:5000",
                "172.16.0.1",
                "172.31.255.255",
                "[fd00::1]:5000"
            })
    void mayBePlain(String registry) {
        HostPort host = HostPort.parse(registry);
        assertTrue(host.isLoopback() || host.isPrivate());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.evil.example.com",
                "192.168.evil.example",
                "172.15.0.1",
                "172.32.0.1",
                "8.8.8.8",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "010.0.0.1",
                "[2001:db8::1]",
                "0.0.0.0",
                "169.254.169.254"
            })
    @DisplayName("S1.2: public addresses, and names that only look private")
    void mayNotBePlain(String registry) {
        HostPort host = HostPort.parse(registry);
        assertFalse(host.isLoopback() || host.isPrivate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.abc.1", "a:99999", "[:::]", "[1:2]:3", "a..b", "10.0.0.256"})
    void noHosts(String registry) {
        AtollException e = assertThrows(AtollException.class, () -> HostPort.parse(registry));
        assertEquals(ErrorCode.INVALID, e.code());
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64, 0",
        "linux/amd64, linux/arm64, -1",
        "linux/amd64, windows/amd64, -1",
        "linux/x86_64, linux/amd64/v1, 0",
        "linux/amd64/v3, linux/amd64/v2, 10",
        "linux/amd64/v2, linux/amd64/v3, -1",
        "linux/amd64, linux/amd64/v3, 100020",
        "linux/arm64, linux/arm64/v8, 0",
        "linux/arm64/v8, linux/arm64, 0",
        "linux/arm64/v8, linux/arm64/v9, -1",
        "linux/arm/v7, linux/arm/v6, 10",
        "linux/arm/v6, linux/arm/v7, -1",
        "linux/arm, linux/arm/v7, 0",
        "linux/armhf, linux/arm/v7, 0",
        "linux/arm/v7, linux/arm/strange, -1"
    })
    void platforms(String wanted, String offered, int distance) {
        assertEquals(distance, platform(wanted).distance(platform(offered)).orElse(-1));
    }

    private static Platform platform(String text) {
        String[] parts = text.split("/", -1);
        return new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : null);
    }

    @Test
    @DisplayName(
            "S1.57 digests and tags that begin with a digit are fixed; a port is no tag, so localhost:5000/app is not")
    void fixedNames() {
        String digest = "@sha256:" + "a".repeat(64);
        for (String name : List.of(
                "alpine:3.21",
                "alpine:3.21.3",
                "ubuntu:22.04",
                "localhost:5000/app:1",
                "alpine" + digest,
                "alpine:latest" + digest)) {
            assertTrue(PresentImage.isFixed(Reference.parse(name)), name);
        }
        for (String name : List.of(
                "alpine",
                "alpine:latest",
                "ubuntu:rolling",
                "nginx:stable",
                "app:v1",
                "app:_1",
                "localhost:5000/app",
                "localhost:5000/app:latest")) {
            assertFalse(PresentImage.isFixed(Reference.parse(name)), name);
        }
    }

    @Test
    void waits() {
        assertEquals(Optional.of(Duration.ofSeconds(7)), Backoff.retryAfter("7"));
        assertEquals(Optional.of(Duration.ZERO), Backoff.retryAfter("Sun, 06 Nov 1994 08:49:37 GMT"));
        assertEquals(Optional.empty(), Backoff.retryAfter("soon"));
        assertTrue(Backoff.retryAfter("9".repeat(30)).orElseThrow().compareTo(Settings.LONGEST_WAIT) > 0);
        Backoff backoff = new Backoff(Duration.ofMillis(100));
        for (int tried = 1; tried < 40; tried++) {
            Duration wait = backoff.after(tried);
            assertTrue(wait.toMillis() >= 50 && wait.toMillis() <= 10_000);
        }
    }

    @Test
    void secretsAreNotShown() {
        assertEquals("https://a:1/b", Redact.url(URI.create("https://user:pw@a:1/b?signature=x")));
        assertEquals("a b", Redact.text("a\u001bb\u202e"));
        assertEquals(301, Redact.text("x".repeat(5000)).length());
    }
}
