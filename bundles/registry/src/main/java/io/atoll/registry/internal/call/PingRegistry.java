package io.atoll.registry.internal.call;

import io.atoll.registry.internal.http.Response;
import java.io.IOException;

/** Asks whether there is a registry, and whether it knows us (distribution-spec 1.1 "Determining Support"). */
public final class PingRegistry implements RegistryVerb<Boolean> {
    private final String failure;

    /** @param failure what a failure's message begins with */
    public PingRegistry(String failure) {
        this.failure = failure;
    }

    @Override
    public String path() {
        return "/v2/";
    }

    @Override
    public String scope() {
        return "";
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public String notFoundHint() {
        return "is it an OCI registry? check its name";
    }

    @Override
    public Boolean handle(Response response) throws IOException, InterruptedException {
        response.discard();
        return true;
    }
}
