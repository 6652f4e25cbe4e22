package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.Registry;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.StoredImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has every image but {@code missing}; layers are told of in the wrong order, as parallel ones may be. */
final class FakeRegistry implements Registry {
    final Map<String, String> aliases = new HashMap<>();
    final List<PullRequest> requests = new ArrayList<>();
    final List<RegistryAccess> fetchAccess = new ArrayList<>();
    final List<Descriptor> fetched = new ArrayList<>();
    final Map<String, RegistryAccess> logins = new HashMap<>();
    private final FakeImages images;
    boolean present;
    boolean unreachable;
    List<String> tags = List.of();

    FakeRegistry(FakeImages images) {
        this.images = images;
    }

    @Override
    public StoredImage pull(PullRequest request, PullListener listener) {
        requests.add(request);
        if (unreachable) {
            throw new AtollException(ErrorCode.UNAVAILABLE, "cannot reach the registry");
        }
        if (request.reference().repository().endsWith("missing")) {
            throw new AtollException(ErrorCode.NOT_FOUND, "failed to pull manifest: not there");
        }
        images.all.removeIf(image -> image.reference().equals(request.reference()));
        // One that is for this machine only is given whatever is asked for.
        boolean isSingle = request.reference().repository().endsWith("single");
        StoredImage image = images.put(
                isSingle || request.platform() == null ? Platform.host() : request.platform(),
                request.reference().toString(),
                "4bcff63911fcb",
                MediaTypes.OCI_LAYER_GZIP,
                "application/wasm");
        if (present) {
            listener.alreadyPresent();
            return image;
        }
        listener.manifest(image.descriptor(), image.manifest());
        listener.layer(2, image.manifest().layers().get(1), true);
        listener.layer(1, image.manifest().layers().get(0), false);
        listener.received(image.manifest().layers().get(0), 10);
        listener.complete(image.manifest().layers().get(0));
        return image;
    }

    @Override
    public void fetch(Reference repository, RegistryAccess access, Descriptor blob) {
        fetchAccess.add(access);
        fetched.add(blob);
    }

    @Override
    public Reference fullName(Reference name, RegistryAccess access) {
        if (name.registry() == null && aliases.containsKey(name.repository())) {
            return Reference.parse(aliases.get(name.repository())).withDefaultTag();
        }
        return name.withDefaultRegistry(
                access.environment().getOrDefault("ATOLL_DEFAULT_REGISTRY", "docker.io/library"));
    }

    @Override
    public List<String> tags(Reference repository, RegistryAccess access) {
        return tags;
    }

    @Override
    public List<Descriptor> referrers(Reference subject, RegistryAccess access, @Nullable String artifactType) {
        return List.of();
    }

    @Override
    public String login(String registry, RegistryAccess access) {
        if (access.credentials() == null || access.credentials().password().equals("wrong")) {
            throw new AtollException(ErrorCode.UNAUTHORIZED, "login to %s refused: wrong".formatted(registry));
        }
        logins.put(registry, access);
        return "/root/.docker/config.json";
    }

    @Override
    public void logout(String registry, RegistryAccess access) {
        if (logins.remove(registry) == null) {
            throw new AtollException(ErrorCode.NOT_FOUND, "not logged in to " + registry);
        }
    }
}
