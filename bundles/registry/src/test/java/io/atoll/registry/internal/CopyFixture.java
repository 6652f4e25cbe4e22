package io.atoll.registry.internal;

import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.layout.FileImageLayouts;
import io.atoll.store.internal.transfer.LayoutTransport;
import io.atoll.store.internal.transfer.StoreTransport;
import io.atoll.store.internal.transfer.TransportImageCopier;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real store, and the copier between it, layouts and registries. */
abstract class CopyFixture {
    @TempDir
    Path temporary = Path.of("/nonexistent");

    private @Nullable ImageStore store;
    private @Nullable RegistryComponent client;
    private final TransportImageCopier copier = new TransportImageCopier();

    @BeforeEach
    void start() {
        ImageStore images = ConcurrentPullsTest.store(temporary.resolve("root"));
        RegistryComponent registry = new RegistryComponent(images, RealRegistry.PATIENT);
        store = images;
        client = registry;
        copier.add(registry, Map.of(ImageTransport.NAME, "docker"));
        copier.add(new StoreTransport(images), Map.of(ImageTransport.NAME, ImageLocation.STORE));
        copier.add(new LayoutTransport(new FileImageLayouts(new JnaSyscalls())), Map.of(ImageTransport.NAME, "oci"));
    }

    @AfterEach
    void stop() {
        client().close();
    }

    ImageStore store() {
        return Objects.requireNonNull(store);
    }

    RegistryComponent client() {
        return Objects.requireNonNull(client);
    }

    /** @param platform null for all */
    StoredImage pull(String name, @Nullable Platform platform) {
        return client().pull(
                        new PullRequest(Reference.parse(name), platform, false, RegistryAccess.ANONYMOUS),
                        PullListener.NONE);
    }

    void copy(String from, String to) {
        ImageTransport.Context context = PushFixture.context(null);
        try (ImageSource source = copier.source(ImageLocation.parse(from), context);
                ImageTarget target = copier.target(ImageLocation.parse(to), context)) {
            var unused = copier.copy(source, target, null, TransferListener.NONE);
        }
    }
}
