package io.atoll.shell.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.Registry;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code atoll:images} and its like. */
@Component(
        service = ImageFunctions.class,
        property = {
            "osgi.command.scope=atoll",
            "osgi.command.function=images",
            "osgi.command.function=image",
            "osgi.command.function=pull",
            "osgi.command.function=rmi",
            "osgi.command.function=gc",
            "osgi.command.function=garbage",
            "osgi.command.function=df",
            "osgi.command.function=leases",
            "osgi.command.function=check"
        })
public final class ImageFunctions {
    private static final String DEFAULT_REGISTRY = "docker.io/library";

    @org.osgi.service.component.annotations.Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ImageStore store;

    @org.osgi.service.component.annotations.Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Registry registry;

    @Descriptor("the images in the store")
    public List<StoredImage> images() {
        return new ArrayList<>(store().images()); // Gogo calls methods: of public classes only
    }

    @Descriptor("one image of the store")
    public StoredImage image(@Descriptor("name") String name) {
        Reference reference = Reference.parse(name);
        return store().find(reference.withDefaultTag())
                .or(() -> store().find(reference.withDefaultRegistry(DEFAULT_REGISTRY)))
                .orElseThrow(
                        () -> new AtollException(ErrorCode.NOT_FOUND, "image '%s' not found locally".formatted(name)));
    }

    @Descriptor("pulls an image from its registry")
    public StoredImage pull(@Descriptor("name") String name) {
        Reference full = Reference.parse(name).withDefaultRegistry(DEFAULT_REGISTRY);
        return Missing.orElse(registry, "io.atoll.registry")
                .pull(new PullRequest(full, Platform.host(), RegistryAccess.ANONYMOUS), PullListener.NONE);
    }

    @Descriptor("removes an image")
    public Removed rmi(@Descriptor("name") String name) {
        return store().remove(image(name));
    }

    @Descriptor("removes blobs and layers that nothing needs")
    public Removed gc() {
        return store().collectGarbage();
    }

    @Descriptor("what gc would remove")
    public List<StoredItem> garbage() {
        List<StoredItem> items = new ArrayList<>();
        var unused = store().prune(image -> false, true, items::add);
        return items;
    }

    @Descriptor("everything in the store that takes space, and what keeps it")
    public List<StoredItem> df() {
        List<StoredItem> items = new ArrayList<>();
        store().contents(items::add);
        return items;
    }

    @Descriptor("who protects blobs and layers from removal")
    public List<Lease> leases() {
        return new ArrayList<>(store().leases()); // Gogo calls methods: of public classes only
    }

    @Descriptor("reads everything in the store and says what is wrong")
    public CheckReport check(
            @Descriptor("repair it, fetching blobs again from where their images were pulled")
                    @Parameter(
                            names = {"-r", "--repair"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean repair) {
        return repair ? store().repair(this::fetch) : store().check();
    }

    private Optional<InputStream> fetch(io.atoll.api.image.Descriptor blob, String image) {
        Reference reference = image.isEmpty() ? null : Reference.parse(image);
        if (reference == null || reference.registry() == null) {
            return Optional.empty();
        }
        Missing.orElse(registry, "io.atoll.registry").fetch(reference, RegistryAccess.ANONYMOUS, blob);
        return Optional.of(store().openBlob(blob));
    }

    private ImageStore store() {
        return Missing.orElse(store, "io.atoll.store");
    }
}
