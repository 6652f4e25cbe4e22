package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W37, W38: layers that their vendor distributes, and registries may not have. */
@Timeout(60)
final class ForeignLayersTest extends PullFixture {
    private static final String FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar";
    private static final Credentials ALICE = new Credentials("alice", "s3cret");

    private final FakeRegistry vendor = newRegistry();
    private final String place = "http://" + vendor.name() + "/layers/base?signature=s";

    @AfterEach
    void stopVendor() {
        vendor.close();
    }

    /** An image of one layer that the registry does not have. */
    private TestImage elsewhere(String type, String platform, String... urls) {
        String more = urls.length == 0
                ? ""
                : ",\"urls\":["
                        + Arrays.stream(urls).map(url -> "\"" + url + "\"").collect(Collectors.joining(",")) + "]";
        TestImage image =
                new TestImage(platform, type, List.of("base of " + platform), more).serve(registry, "win", "latest");
        registry.on("/v2/win/blobs/" + image.layers.getFirst(), answer(404, "text/plain", "no"));
        return image;
    }

    private static byte[] layer(TestImage image) {
        return Objects.requireNonNull(image.blobs.get(image.layers.getFirst()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FOREIGN,
                "application/vnd.oci.image.layer.nondistributable.v1.tar",
                "application/vnd.oci.image.layer.v1.tar"
            })
    @DisplayName("W38: what the registry does not have comes from where its descriptor says, without credentials")
    void fromTheVendor(String type) {
        TestImage image = elsewhere(type, "linux/amd64", "https://127.0.0.1:1/not/there", place);
        vendor.on("/layers/base", answer(200, "application/octet-stream", layer(image)));
        // The registry wants to know who asks; the vendor may not learn it, even if it asks.
        FakeRegistry.Handler manifest = registry.route("/v2/win/manifests/latest");
        registry.on("/v2/win/manifests/latest", exchange -> {
            if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                manifest.handle(exchange);
            }
        });
        pull("win", ALICE);
        assertArrayEquals(layer(image), store.blobs.get(image.layers.getFirst()));
        assertTrue(store.layers.containsAll(image.diffIds));
        assertEquals(1, vendor.seen("/layers/base").size());
        assertNull(vendor.seen("/layers/base").getFirst().authorization());
    }

    @Test
    @DisplayName("W38: nor if the place is the registry itself, and asks for a password")
    void noCredentialsForThePlace() {
        TestImage image = elsewhere(FOREIGN, "linux/amd64", "http://" + registry.name() + "/files/base");
        registry.on("/files/base", exchange -> {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"give\"");
            answer(401, "text/plain", "who?").handle(exchange);
        });
        String message = String.valueOf(org.junit.jupiter.api.Assertions.assertThrows(
                        io.atoll.api.AtollException.class, () -> pull("win", ALICE))
                .getMessage());
        assertContains("http://" + registry.name() + " answered 401", message);
        registry.seen("/files/base").forEach(one -> assertNull(one.authorization()));
        assertFalse(store.blobs.containsKey(image.layers.getFirst()));
    }

    @Test
    @DisplayName("W37: what the registry has is not asked for elsewhere")
    void fromTheRegistry() {
        TestImage image = elsewhere(FOREIGN, "linux/amd64", place).serve(registry, "win", "latest");
        pull("win");
        assertTrue(store.blobs.containsKey(image.layers.getFirst()));
        assertTrue(vendor.seen.isEmpty());
    }

    @Test
    @DisplayName("W38: a cut there is gone on from, and another content is refused")
    void verified() {
        TestImage image = elsewhere(FOREIGN, "linux/amd64", place);
        Digest digest = image.layers.getFirst();
        RangeServer cut = new RangeServer(layer(image), 3);
        vendor.on("/layers/base", cut);
        pull("win");
        assertArrayEquals(layer(image), store.blobs.remove(digest));
        assertEquals(2, cut.ranges().size());
        store.images.clear();

        byte[] other = layer(image).clone();
        other[0] ^= 1;
        vendor.on("/layers/base", answer(200, "application/octet-stream", other));
        String message = fails(ErrorCode.CORRUPT, "win");
        assertContains("failed to pull layer " + digest, message);
        assertContains("expected digest " + digest, message);
        assertFalse(store.blobs.containsKey(digest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/shadow",
                "ftp://vendor.example/layer",
                "/v2/win/blobs/other",
                "http://u:p@vendor.example/x",
                "https://",
                "no address",
                ""
            })
    @DisplayName("W38: addresses that are none are not asked")
    void wrongAddresses(String url) {
        elsewhere(FOREIGN, "linux/amd64", url);
        int before = registry.seen.size();
        assertContains("is no address to fetch from", fails(ErrorCode.NOT_FOUND, "win"));
        assertTrue(registry.seen.size() - before < 8);
    }

    @Test
    @DisplayName("W38: a manifest that names very many places makes us ask few of them")
    void bounded() {
        elsewhere(
                FOREIGN,
                "linux/amd64",
                IntStream.range(0, 50)
                        .mapToObj(i -> "http://" + vendor.name() + "/p" + i)
                        .toArray(String[]::new));
        String message = fails(ErrorCode.NOT_FOUND, "win");
        assertEquals(5, vendor.seen.size());
        assertContains("http://" + vendor.name() + " answered 404 Not Found to GET", message);
        assertContains("get it from its vendor and push it to a registry of your own", message);
    }

    @Test
    @DisplayName("W38: one that says nothing of where it is: the error says what to do")
    void nowhere() {
        elsewhere(FOREIGN, "linux/amd64");
        assertContains("only its vendor may distribute", fails(ErrorCode.UNSUPPORTED, "win"));
    }

    @Test
    @DisplayName("W37: all platforms: what does not run here stays where it is, and that is said")
    void leftWhereItIs() {
        String here = Platform.host().toString();
        TestImage windows = elsewhere(FOREIGN, "windows/amd64", place);
        TestImage mine = new TestImage(here, MediaTypes.OCI_LAYER, List.of("mine")).serve(registry, "win");
        byte[] index = TestImage.index(windows.entry("windows/amd64"), mine.entry(here));
        registry.on("/v2/win/manifests/1.0", answer(200, MediaTypes.OCI_INDEX, index));
        List<String> warnings = new ArrayList<>();
        List<Descriptor> complete = new ArrayList<>();
        PullRequest request = new PullRequest(reference("win:1.0"), null, false, RegistryAccess.ANONYMOUS);
        client.pull(request, new PullListener() {
            @Override
            public void warning(String text) {
                warnings.add(text);
            }

            @Override
            public synchronized void complete(Descriptor layer) {
                complete.add(layer);
            }
        });
        assertEquals(1, warnings.size());
        assertContains("layer " + windows.layers.getFirst() + " was left where it is", warnings.getFirst());
        assertEquals(2, complete.size());
        assertTrue(vendor.seen.isEmpty());
        int requests = registry.seen.size();
        client.pull(request, PullListener.NONE);
        assertEquals(requests, registry.seen.size(), "S1.6: nothing is missing");
    }
}
