package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static io.atoll.registry.internal.FakeRegistry.cut;
import static io.atoll.registry.internal.FakeRegistry.cutUntilRange;
import static io.atoll.registry.internal.FakeRegistry.inTurn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.registry.PullListener;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W38: after a cut a download goes on where it was. */
@Timeout(120)
final class ResumeTest extends PullFixture {
    private final TestImage image =
            new TestImage("linux/amd64", MediaTypes.OCI_LAYER, List.of("x".repeat(100) + "the end"));
    private final Digest layer = image.layers.getFirst();
    private final byte[] blob = Objects.requireNonNull(image.blobs.get(layer));
    private final String path = "/v2/app/blobs/" + layer;

    private RangeServer serve(TestImage its, Integer... cuts) {
        its.serve(registry, "app", "latest");
        Digest first = its.layers.getFirst();
        RangeServer server = new RangeServer(Objects.requireNonNull(its.blobs.get(first)), cuts);
        registry.on("/v2/app/blobs/" + first, server);
        return server;
    }

    @Test
    @DisplayName("W38 cut after any byte: what is missing is asked for, and nothing else")
    void cutAtEveryByte() {
        for (int at = 0; at < blob.length; at++) {
            store.blobs.clear();
            RangeServer server = serve(image, at);
            pull("app");
            assertArrayEquals(blob, store.blobs.get(layer));
            assertEquals(2, server.ranges().size(), "cut after " + at);
            String second = server.ranges().get(1);
            if (second != null) {
                // The cut may overtake the last bytes before it.
                assertTrue(Integer.parseInt(second.replaceAll("\\D", "")) <= at, second);
            }
        }
    }

    @Test
    @DisplayName("W38 a larger blob, cut anywhere and often: tries begin again with progress, which never lies")
    void cutAnywhere() {
        byte[] random = new byte[700_000];
        new Random(7).nextBytes(random);
        TestImage large = new TestImage(
                "linux/amd64", MediaTypes.OCI_LAYER, List.of(new String(random, StandardCharsets.ISO_8859_1)));
        Digest digest = large.layers.getFirst();
        byte[] content = Objects.requireNonNull(large.blobs.get(digest));
        Random where = new Random(8);
        for (int round = 0; round < 10; round++) {
            store.blobs.clear();
            Integer[] cuts = where.ints(12, content.length / 7, content.length / 5)
                    .boxed()
                    .toArray(Integer[]::new);
            RangeServer server = serve(large, cuts);
            List<Long> told = new CopyOnWriteArrayList<>();
            client.pull(request("app", "linux/amd64", null), new PullListener() {
                @Override
                public void received(Descriptor its, long received) {
                    told.add(received);
                }
            });
            assertArrayEquals(content, store.blobs.get(digest));
            assertTrue(server.ranges().size() > 4, "several connections: " + server.ranges());
            List<Long> sorted = told.stream().sorted().toList();
            assertEquals(sorted, told, "only what is there is told, and nothing twice");
            assertEquals(content.length, Collections.max(told));
        }
    }

    @Test
    @DisplayName("W38 a registry that knows no ranges sends all, of which what is there is passed over")
    void rangesIgnored() {
        image.serve(registry, "app", "latest");
        registry.on(path, inTurn(cut(blob), answer(200, "application/octet-stream", blob)));
        pull("app");
        assertArrayEquals(blob, store.blobs.get(layer));
        assertEquals(2, registry.seen(path).size());
    }

    @Test
    @DisplayName("W38 416, and a part that was not asked for: all is asked for again")
    void rangesRefused() {
        FakeRegistry.Handler other = exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 3-%d/%d".formatted(blob.length - 1, blob.length));
            answer(206, "application/octet-stream", new byte[blob.length - 3]).handle(exchange);
        };
        for (FakeRegistry.Handler refusal : List.of(answer(416, "text/plain", "no"), other)) {
            store.blobs.clear();
            image.serve(registry, "app", "latest");
            RangeServer all = new RangeServer(blob);
            registry.on(path, cutUntilRange(cut(blob), refusal, all));
            pull("app");
            assertArrayEquals(blob, store.blobs.get(layer));
            assertEquals(Collections.singletonList(null), all.ranges());
        }
    }

    @Test
    @DisplayName("W38 parts that are not of one blob: it is fetched once more, whole; and then refused")
    void partsOfDifferentContent() {
        byte[] other = blob.clone();
        other[1] ^= 1;
        image.serve(registry, "app", "latest");
        RangeServer right = new RangeServer(blob);
        registry.on(path, cutUntilRange(cut(other), right, right));
        pull("app");
        assertArrayEquals(blob, store.blobs.get(layer));
        assertEquals(null, right.ranges().getLast());

        store.blobs.clear();
        store.images.clear();
        registry.on(path, cutUntilRange(cut(other), right, answer(200, "application/octet-stream", other)));
        assertContains("expected digest " + layer, fails(ErrorCode.CORRUPT, "app"));
        assertFalse(store.blobs.containsKey(layer));
    }

    @Test
    @DisplayName("W38 a registry that always sends only a part ends when no more comes")
    void neverMore() {
        image.serve(registry, "app", "latest");
        registry.on(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/" + blob.length);
            answer(206, "application/octet-stream", new byte[10]).handle(exchange);
        });
        fails(ErrorCode.UNAVAILABLE, "app");
        assertTrue(registry.seen(path).size() < 50);
    }

    @Test
    @DisplayName("A blob sent with Content-Encoding is what its digest says, whatever the header does")
    void contentEncoding() {
        image.serve(registry, "app", "latest");
        registry.on(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(200, "application/octet-stream", blob).handle(exchange);
        });
        pull("app");
        assertArrayEquals(blob, store.blobs.get(layer));
    }
}
