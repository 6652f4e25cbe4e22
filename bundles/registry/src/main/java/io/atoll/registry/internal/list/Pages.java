package io.atoll.registry.internal.list;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.RegistryVerb;
import io.atoll.registry.internal.call.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads lists to their end, which must come. */
final class Pages {
    private static final int MOST_PAGES = 1000;
    private static final int MOST_ENTRIES = 200_000;

    private Pages() {}

    /** @param verb asks for the page at a path */
    static <T> List<T> all(
            EndpointCaller caller, Target target, String first, Function<String, RegistryVerb<Page<T>>> verb)
            throws InterruptedException {
        List<T> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Optional<String> path = Optional.of(first);
        while (path.isPresent()) {
            RegistryVerb<Page<T>> ask = verb.apply(path.get());
            if (!seen.add(path.get()) || seen.size() > MOST_PAGES || all.size() > MOST_ENTRIES) {
                throw new AtollException(
                        ErrorCode.CORRUPT,
                        "%s: the list does not end after %d pages and %d entries"
                                .formatted(ask.failure(), seen.size(), all.size()));
            }
            Page<T> page = caller.call(target, ask);
            all.addAll(page.entries());
            path = page.next();
        }
        return all;
    }
}
