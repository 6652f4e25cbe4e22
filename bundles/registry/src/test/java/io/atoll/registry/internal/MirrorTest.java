package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W38: mirrors. */
final class MirrorTest extends PullFixture {
    private static final Credentials ALICE = new Credentials("alice", "s3cret");

    @TempDir
    private Path home;

    private final FakeRegistry mirror = newRegistry();
    private final TestImage image = TestImage.simple();

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectories(home.resolve(".config/atoll"));
        write("\"mirrors\": [\"127.0.0.1:1/dead\", \"%s/hub\"]".formatted(mirror.name()));
    }

    @AfterEach
    void stopMirror() {
        mirror.close();
    }

    private void write(String members) throws IOException {
        Files.writeString(
                home.resolve(".config/atoll/registries.json"),
                "{\"registries\": {\"%s\": {%s}}}".formatted(registry.name(), members));
    }

    private StoredImage pull() {
        return client.pull(
                new PullRequest(
                        Reference.parse(registry.name() + "/app:latest"),
                        new Platform("linux", "amd64", null),
                        new RegistryAccess(ALICE, false, Map.of("HOME", home.toString()))),
                PullListener.NONE);
    }

    @Test
    @DisplayName("the first mirror that has it; the registry is not asked, and its password not told")
    void fromTheMirror() {
        image.serve(mirror, "hub/app", "latest");
        mirror.on("/v2/hub/app/manifests/latest", exchange -> {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"give\"");
            answer(401, "", "").handle(exchange);
        });
        image.serve(registry, "app", "latest");
        assertEquals(registry.name(), pull().reference().registry());
        assertTrue(mirror.seen.stream().allMatch(one -> one.authorization() == null));

        store.images.clear();
        store.blobs.clear();
        registry.seen.clear();
        image.serve(mirror, "hub/app", "latest");
        assertEquals(registry.name(), pull().reference().registry());
        assertTrue(registry.seen.isEmpty());
    }

    @Test
    void itsOwnPassword() throws IOException {
        image.serve(mirror, "hub/app", "latest");
        var route = mirror.route("/v2/hub/app/manifests/latest");
        mirror.on("/v2/hub/app/manifests/latest", exchange -> {
            if ("Basic Ym9iOnB3".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                route.handle(exchange);
            } else {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"it\"");
                answer(401, "", "").handle(exchange);
            }
        });
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(
                home.resolve(".docker/config.json"),
                "{\"auths\": {\"%s\": {\"auth\": \"Ym9iOnB3\"}}}".formatted(mirror.name()));
        pull();
        assertTrue(registry.seen.isEmpty());
    }

    @Test
    @DisplayName("a mirror that sends something else is passed over")
    void aMirrorThatLies() {
        image.serve(mirror, "hub/app", "latest");
        mirror.on(
                "/v2/hub/app/blobs/" + image.layers.getFirst(),
                answer(200, "", "not it".getBytes(StandardCharsets.UTF_8)));
        image.serve(registry, "app", "latest");
        pull();
        assertFalse(registry.seen.isEmpty());
    }

    @Test
    void nobodyHasIt() {
        AtollException e = assertThrows(AtollException.class, this::pull);
        assertEquals(ErrorCode.NOT_FOUND, e.code());
        assertContains(registry.name() + " answered 404", String.valueOf(e.getMessage()));
        assertContains("its mirror 127.0.0.1:1/dead failed", String.valueOf(e.getMessage()));
        assertContains("its mirror " + mirror.name() + "/hub failed", String.valueOf(e.getMessage()));
    }

    @Test
    void blocked() throws IOException {
        write("\"blocked\": true");
        AtollException e = assertThrows(AtollException.class, this::pull);
        assertEquals(ErrorCode.DENIED, e.code());
        assertContains("registries.json", String.valueOf(e.getMessage()));
        assertTrue(registry.seen.isEmpty());
    }

    @Test
    @DisplayName("W38: a layer that the mirror does not have, nor the place it names: the registry has it")
    void aForeignLayerThatOnlyTheRegistryHas() {
        TestImage foreign = new TestImage(
                "linux/amd64", MediaTypes.OCI_LAYER, List.of("base"), ",\"urls\":[\"ftp://vendor.example/base\"]");
        foreign.serve(mirror, "hub/app", "latest");
        mirror.on("/v2/hub/app/blobs/" + foreign.layers.getFirst(), answer(404, "", ""));
        foreign.serve(registry, "app", "latest");
        pull();
        assertTrue(store.blobs.containsKey(foreign.layers.getFirst()));
    }
}
