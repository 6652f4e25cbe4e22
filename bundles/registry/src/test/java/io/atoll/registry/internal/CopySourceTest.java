package io.atoll.registry.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.registry.Credentials;
import io.atoll.api.transfer.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W38: a registry that is copied from, whose blobs are read as streams and go through no store. */
@Timeout(120)
final class CopySourceTest extends PullFixture {
    private final TestImage image = new TestImage(
                    "linux/amd64", MediaTypes.OCI_LAYER, List.of("x".repeat(100) + "the end"))
            .serve(registry, "app", "latest");
    private final Digest layer = image.layers.getFirst();
    private final byte[] blob = Objects.requireNonNull(image.blobs.get(layer));
    private final String path = "/v2/app/blobs/" + layer;

    private byte[] read(@Nullable Credentials credentials) throws IOException {
        try (ImageSource source = client.source(registry.name() + "/app:latest", PushFixture.context(credentials));
                InputStream in = source.openBlob(new Descriptor(MediaTypes.OCI_LAYER, layer, blob.length))) {
            return in.readAllBytes();
        }
    }

    private void fails(ErrorCode code) {
        assertEquals(code, assertThrows(AtollException.class, () -> read(null)).code());
    }

    @Test
    @DisplayName("W38: cut after any byte it goes on where it was")
    void cutAtEveryByte() throws IOException {
        for (int at = 0; at < blob.length; at += 7) {
            RangeServer server = new RangeServer(blob, at);
            registry.on(path, server);
            assertArrayEquals(blob, read(null));
            assertEquals(2, server.ranges().size(), "cut after " + at);
        }
    }

    @Test
    @DisplayName("W38: all instead of a part, 416, and a part that was not asked for")
    void ranges() throws IOException {
        FakeRegistry.Handler other = exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 3-%d/%d".formatted(blob.length - 1, blob.length));
            FakeRegistry.answer(206, "application/octet-stream", new byte[blob.length - 3])
                    .handle(exchange);
        };
        FakeRegistry.Handler none = FakeRegistry.answer(206, "application/octet-stream", blob);
        FakeRegistry.Handler refused = exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + blob.length);
            FakeRegistry.answer(416, "text/plain", "no").handle(exchange);
        };
        for (FakeRegistry.Handler refusal : List.of(other, none, refused)) {
            RangeServer all = new RangeServer(blob);
            registry.on(path, FakeRegistry.cutUntilRange(FakeRegistry.cut(blob), refusal, all));
            assertArrayEquals(blob, read(null));
            assertEquals(Collections.singletonList(null), all.ranges());
        }
        registry.on(
                path,
                FakeRegistry.inTurn(
                        FakeRegistry.cut(blob), FakeRegistry.answer(200, "application/octet-stream", blob)));
        assertArrayEquals(blob, read(null));
    }

    @Test
    @DisplayName("W38: one that gives a byte before each cut is not asked for ever")
    void aByteAtATime() throws IOException {
        TestImage large = PushFixture.large(1 << 20).serve(registry, "large", "latest");
        Digest digest = large.layers.getFirst();
        byte[] bytes = Objects.requireNonNull(large.blobs.get(digest));
        RangeServer server = new RangeServer(bytes, Collections.nCopies(1000, 1).toArray(Integer[]::new));
        registry.on("/v2/large/blobs/" + digest, server);
        try (ImageSource source = client.source(registry.name() + "/large:latest", PushFixture.context(null))) {
            AtollException e = assertThrows(AtollException.class, () -> {
                try (InputStream in = source.openBlob(new Descriptor(MediaTypes.OCI_LAYER, digest, bytes.length))) {
                    var unused = in.readAllBytes();
                }
            });
            assertEquals(ErrorCode.UNAVAILABLE, e.code(), e::getMessage);
        }
        assertEquals(QUICK.tries(), server.ranges().size());
    }

    @Test
    @DisplayName("W38: other bytes, fewer and more of them are errors")
    void wrong() {
        byte[] other = blob.clone();
        other[5] ^= 1;
        registry.on(path, FakeRegistry.answer(200, "application/octet-stream", other));
        fails(ErrorCode.CORRUPT);
        for (int length : List.of(blob.length - 1, blob.length + 1)) {
            registry.on(
                    path, FakeRegistry.answer(200, "application/octet-stream", java.util.Arrays.copyOf(blob, length)));
            fails(ErrorCode.CORRUPT);
        }
        registry.on(path, FakeRegistry.cut(blob));
        fails(ErrorCode.UNAVAILABLE);
    }

    @Test
    @DisplayName(
            "W38: redirected by 307 or 308 and cut there: the part is asked for, the credentials stay where they belong")
    void redirected() throws IOException {
        for (int status : List.of(307, 308)) {
            try (FakeRegistry storage = newRegistry()) {
                RangeServer server = new RangeServer(blob, 50);
                storage.on("/storage", server);
                FakeRegistry.Handler away =
                        FakeRegistry.redirect(status, "http://" + storage.name() + "/storage?signature=s");
                registry.on(path, exchange -> {
                    if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
                        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
                        exchange.sendResponseHeaders(401, -1);
                    } else {
                        away.handle(exchange);
                    }
                });
                Credentials alice = new Credentials("alice", "s3cret");
                assertArrayEquals(blob, read(alice));
                pull("app", alice);
                assertArrayEquals(blob, store.blobs.remove(layer));
                assertEquals(3, storage.seen("/storage").size());
                storage.seen("/storage").forEach(one -> assertNull(one.authorization()));
                // The cut may overtake the bytes before it.
                assertTrue(String.valueOf(server.ranges().get(1)).matches("null|bytes=(50|[1-4]?[0-9])-"));
            }
        }
    }
}
