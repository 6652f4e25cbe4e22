package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.registry.internal.FakeRegistry.Handler;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W38: the tags of a repository, what refers to a manifest, and how long to wait. */
@Timeout(60)
final class ListTest extends PullFixture {
    private static final String TAGS = "/v2/app/tags/list";
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String INDEX = """
            {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [
              {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:%s", "size": 1, "artifactType": "text/a"},
              {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:%s", "size": 1, "artifactType": "text/b"}]}
            """.formatted("b".repeat(64), "c".repeat(64));

    private final FakeRegistry other = newRegistry();

    @AfterEach
    void stopOther() {
        other.close();
    }

    private static Handler page(String link, String body) {
        return exchange -> {
            if (!link.isEmpty()) {
                exchange.getResponseHeaders().set("Link", link);
            }
            answer(200, "application/json", body).handle(exchange);
        };
    }

    private List<String> tags() {
        return client.tags(reference("app"), RegistryAccess.ANONYMOUS);
    }

    private AtollException tagsFail(ErrorCode code) {
        AtollException e = assertThrows(AtollException.class, this::tags);
        assertEquals(code, e.code(), e::getMessage);
        return e;
    }

    @Test
    void allPages() {
        registry.on(
                TAGS,
                FakeRegistry.inTurn(
                        page("</v2/app/tags/list?last=b&n=2>; rel=\"next\"", "{\"tags\": [\"c\", \"b\"]}"),
                        page("<" + "list?last=a>;rel=next", "{\"tags\": [\"a\", \"b\"]}"),
                        page("</v2/app/tags/list?x>; rel=\"prev\"", "{\"tags\": null}")));
        assertEquals(List.of("a", "b", "c"), tags());
        assertEquals(3, registry.seen(TAGS).size());
    }

    @Test
    void neverElsewhereAndNeverEndless() {
        registry.on(TAGS, page("<http://%s/v2/app/tags/list>; rel=next".formatted(other.name()), "{\"tags\": []}"));
        tagsFail(ErrorCode.CORRUPT);
        assertTrue(other.seen.isEmpty());
        registry.on(TAGS, page("</v2/app/tags/list?n=1000>; rel=next", "{\"tags\": []}"));
        assertContains(
                "does not end", String.valueOf(tagsFail(ErrorCode.CORRUPT).getMessage()));
        registry.on(TAGS, page("", "{\"tags\": [\"a\\u001b[31m\"]}"));
        tagsFail(ErrorCode.CORRUPT);
        registry.on(TAGS, page("", "{}"));
        tagsFail(ErrorCode.CORRUPT);
        registry.on(TAGS, answer(404, "", ""));
        tagsFail(ErrorCode.NOT_FOUND);
    }

    private List<String> referrers(String type) {
        return client
                .referrers(reference("app@" + DIGEST), RegistryAccess.ANONYMOUS, type.isEmpty() ? null : type)
                .stream()
                .map(Descriptor::artifactType)
                .map(String::valueOf)
                .toList();
    }

    @Test
    void referrersAreFilteredHereToo() {
        registry.on("/v2/app/referrers/" + DIGEST, answer(200, "application/vnd.oci.image.index.v1+json", INDEX));
        assertEquals(List.of("text/a", "text/b"), referrers(""));
        assertEquals(List.of("text/b"), referrers("text/b"));
    }

    @Test
    void referrersOfRegistriesThatKnowNone() {
        assertEquals(List.of(), referrers(""));
        registry.on(
                "/v2/app/manifests/sha256-" + "a".repeat(64),
                answer(200, "application/vnd.oci.image.index.v1+json", INDEX));
        assertEquals(List.of("text/a"), referrers("text/a"));
    }

    @Test
    void rateLimitsSayHowLong() {
        registry.on(TAGS, exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7500");
            answer(429, "application/json", "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"enough\"}]}")
                    .handle(exchange);
        });
        AtollException e = tagsFail(ErrorCode.UNAVAILABLE);
        assertContains("TOOMANYREQUESTS: enough", String.valueOf(e.getMessage()));
        assertContains("try again in 2 h 5 min", String.valueOf(e.getMessage()));
        assertEquals(1, registry.seen(TAGS).size());
        registry.on(TAGS, exchange -> {
            exchange.getResponseHeaders().set("RateLimit-Reset", "90");
            answer(429, "", "").handle(exchange);
        });
        assertContains(
                "try again in 2 min",
                String.valueOf(tagsFail(ErrorCode.UNAVAILABLE).getMessage()));
    }

    @Test
    void hugeHeaders() {
        registry.on(TAGS, exchange -> {
            exchange.getResponseHeaders().set("X-Much", "x".repeat(1 << 20));
            answer(200, "", "{\"tags\": []}").handle(exchange);
        });
        tagsFail(ErrorCode.UNAVAILABLE);
    }
}
