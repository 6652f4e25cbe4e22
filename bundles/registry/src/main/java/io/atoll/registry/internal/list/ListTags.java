package io.atoll.registry.internal.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.json.Json;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Response;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One page of a repository's tags (distribution-spec 1.1 "Listing Tags"). */
public final class ListTags implements RegistryVerb<Page<String>> {
    private static final int PER_PAGE = 1000;

    private final Target target;
    private final String path;

    private ListTags(Target target, String path) {
        this.target = target;
        this.path = path;
    }

    /** All of them, sorted, each once. */
    public static List<String> all(EndpointCaller caller, Target target) throws InterruptedException {
        String first = "/v2/%s/tags/list?n=%d".formatted(target.repository(), PER_PAGE);
        return Pages.all(caller, target, first, path -> new ListTags(target, path)).stream()
                .sorted()
                .distinct()
                .toList();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String scope() {
        return target.pullScope();
    }

    @Override
    public String failure() {
        return "failed to list the tags of %s/%s".formatted(target.registry(), target.repository());
    }

    @Override
    public String notFoundHint() {
        return "check the name of the repository";
    }

    @Override
    public Page<String> handle(Response response) throws IOException, InterruptedException {
        byte[] bytes = response.body().readAll(Settings.MAX_DOCUMENT);
        if (bytes == null) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "%s: a page is larger than %d bytes".formatted(failure(), Settings.MAX_DOCUMENT));
        }
        List<String> tags = new ArrayList<>();
        JsonNode list = Json.parse(bytes, "the list of tags").path("tags");
        if (!list.isArray() && !list.isNull()) {
            throw new AtollException(ErrorCode.CORRUPT, failure() + ": the answer has no list of tags");
        }
        for (JsonNode tag : list) {
            tags.add(check(tag.asText("")));
        }
        return new Page<>(tags, NextPage.of(target, response, failure()));
    }

    private String check(String tag) {
        try {
            Reference unused = new Reference(null, "any", tag, null);
            return tag;
        } catch (AtollException e) {
            throw new AtollException(
                    ErrorCode.CORRUPT, "%s: it has '%s', which is no tag".formatted(failure(), Redact.text(tag)), e);
        }
    }
}
