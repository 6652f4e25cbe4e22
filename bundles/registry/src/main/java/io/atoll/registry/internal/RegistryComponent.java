package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.PullListener;
import io.atoll.api.registry.PullRequest;
import io.atoll.api.registry.Registry;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.registry.internal.auth.CredentialStore;
import io.atoll.registry.internal.auth.Identity;
import io.atoll.registry.internal.auth.RegistryKey;
import io.atoll.registry.internal.call.Interrupted;
import io.atoll.registry.internal.config.ConfigurationFiles;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.pull.PresentImage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The service. Cheap to activate: the client, and with it the JDK's HTTP client, is made at the first request. */
@Component(
        service = {Registry.class, ImageTransport.class},
        property = ImageTransport.NAME + "=docker",
        configurationPid = RegistryConfiguration.PID)
@Designate(ocd = RegistryConfiguration.class)
public final class RegistryComponent implements Registry, ImageTransport {
    private final ImageStore store;
    private final Settings settings;
    private final ConfigurationFiles files;
    private final CredentialStore credentials = new CredentialStore();
    private @Nullable RegistryClient client;
    private boolean closed;

    @Activate
    public RegistryComponent(
            @org.osgi.service.component.annotations.Reference ImageStore store, RegistryConfiguration configuration) {
        this(
                store,
                new Settings(
                        Duration.ofSeconds(configuration.connect_seconds()),
                        Duration.ofSeconds(configuration.idle_seconds()),
                        Duration.ofSeconds(3),
                        configuration.tries(),
                        Duration.ofMillis(250),
                        configuration.parallel()));
    }

    RegistryComponent(ImageStore store, Settings settings) {
        this(store, settings, new ConfigurationFiles());
    }

    RegistryComponent(ImageStore store, Settings settings, ConfigurationFiles files) {
        this.store = store;
        this.settings = settings;
        this.files = files;
    }

    @Override
    public StoredImage pull(PullRequest request, PullListener listener) {
        Optional<StoredImage> present = PresentImage.find(store, request);
        if (present.isPresent()) {
            listener.alreadyPresent();
            return present.get();
        }
        return client().pull(request, listener);
    }

    @Override
    public void fetch(Reference repository, RegistryAccess access, Descriptor blob) {
        if (!store.hasBlob(blob)) {
            client().fetch(repository, access, blob);
        }
    }

    @Override
    public Reference fullName(Reference name, RegistryAccess access) {
        return files.configuration(access.environment()).fullName(name, access.environment());
    }

    @Override
    public List<String> tags(Reference repository, RegistryAccess access) {
        return client().tags(repository, access);
    }

    @Override
    public List<Descriptor> referrers(Reference subject, RegistryAccess access, @Nullable String artifactType) {
        return client().referrers(subject, access, artifactType);
    }

    @Override
    public String login(String registry, RegistryAccess access) {
        if (access.credentials() == null) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot log in to %s: no user name and password are given".formatted(registry));
        }
        String host = RegistryKey.of(registry).host();
        Identity identity = Identity.of(access.credentials());
        credentials.check(access.environment());
        client().prove(host, identity, access);
        try {
            return credentials.store(host, identity, access.environment());
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "logging in to " + registry);
        }
    }

    @Override
    public void logout(String registry, RegistryAccess access) {
        try {
            credentials.erase(registry, access.environment());
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "logging out of " + registry);
        }
        client().forget();
    }

    @Override
    public ImageSource source(String place, Context context) {
        return client().source(place, context);
    }

    @Override
    public ImageTarget target(String place, Context context) {
        return client().target(place, context);
    }

    private synchronized RegistryClient client() {
        if (closed) {
            throw new IllegalStateException("the registry client is stopped");
        }
        if (client == null) {
            client = new RegistryClient(store, settings, files);
        }
        return client;
    }

    @Deactivate
    synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
        }
    }
}
