package io.atoll.registry.internal.call;

import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.RequestBody;
import io.atoll.registry.internal.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing a registry can be asked (distribution-spec 1.1 "Endpoints"). Made for one use; may be asked several times. */
public interface RegistryVerb<T> {
    default String method() {
        return "GET";
    }

    /** Beginning with {@code /v2/}. */
    String path();

    /** Where it is asked: the registry, or where the registry said that something goes on, which may be anybody. */
    default URI uri(Origin registry) {
        return registry.resolve(path());
    }

    /** Sent besides what every request has; asked for each try. */
    default Map<String, String> headers() {
        return Map.of();
    }

    default @Nullable RequestBody body() {
        return null;
    }

    /** Whether it is asked as nobody, of somebody who is not the registry. */
    default boolean isAnonymous() {
        return false;
    }

    /** Whether it is one of the requests that a host gets only so many of at a time. */
    default boolean isCounted() {
        return !method().equals("HEAD");
    }

    /** Whether {@link #handle} knows what to make of this status; of the others the caller makes errors and further tries. */
    default boolean handles(int status) {
        return status >= 200 && status < 300;
    }

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
     * Reads an answer that it {@link #handles}.
     *
     * @throws IOException if the connection fails: the verb is then asked again from its beginning
     */
    T handle(Response response) throws IOException, InterruptedException;
}
