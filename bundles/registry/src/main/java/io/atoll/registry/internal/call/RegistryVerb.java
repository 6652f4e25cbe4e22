package io.atoll.registry.internal.call;

import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.util.List;

/** One thing a registry can be asked (distribution-spec 1.1 "Endpoints"). Made for one use; may be asked several times. */
public interface RegistryVerb<T> {
    default String method() {
        return "GET";
    }

    /** Beginning with {@code /v2/}. */
    String path();

    default List<String> accept() {
        return List.of();
    }

    /** What a token must allow. */
    String scope();

    /** What a failure's message begins with, for example {@code failed to pull manifest}. */
    String failure();

    /** What to check if the registry says that there is no such thing. */
    String notFoundHint();

    /**
     * Reads a successful answer.
     *
     * @throws IOException if the connection fails: the verb is then asked again from its beginning
     */
    T handle(Response response) throws IOException, InterruptedException;
}
