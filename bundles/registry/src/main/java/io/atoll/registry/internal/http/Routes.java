package io.atoll.registry.internal.http;

import java.net.URI;

/** Decides for each request by itself how its host is reached: a redirect must not take a client's certificate elsewhere. */
@FunctionalInterface
public interface Routes {
    /** @throws io.atoll.api.AtollException INVALID or UNSUPPORTED if what is configured cannot be used */
    Way to(URI uri);
}
