package io.atoll.registry.internal.call;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.registry.internal.auth.CredentialSource;
import io.atoll.registry.internal.auth.Identity;
import io.atoll.registry.internal.config.ConfigurationFiles;
import io.atoll.registry.internal.config.HostSettings;
import io.atoll.registry.internal.config.HostSettings.Mirror;
import io.atoll.registry.internal.config.RegistriesConfiguration;
import io.atoll.registry.internal.config.RegistryRoutes;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redirects;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.http.Transport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a repository can be asked for, as whom and by which way: its mirrors in order, then its registry. */
public final class Targets {
    /** What another place may do better: not there, not now, not for us, not what it should be. */
    private static final Set<ErrorCode> ELSEWHERE = EnumSet.of(
            ErrorCode.UNAVAILABLE, ErrorCode.NOT_FOUND, ErrorCode.UNAUTHORIZED, ErrorCode.DENIED, ErrorCode.CORRUPT);

    private final Transport transport;
    private final Origins origins;
    private final ConfigurationFiles files;
    private final CredentialSource credentials;
    private final Settings settings;

    public Targets(Transport transport, ConfigurationFiles files, CredentialSource credentials, Settings settings) {
        this.transport = transport;
        this.origins = new Origins(settings);
        this.files = files;
        this.credentials = credentials;
        this.settings = settings;
    }

    /** Something that is done at one target; it may be begun again at another one. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Target target) throws InterruptedException;
    }

    /** Reads: from the first place that has it. */
    public <T> T anywhere(Reference reference, RegistryAccess access, Work<T> work) throws InterruptedException {
        String registry = registry(reference);
        RegistriesConfiguration configuration = files.configuration(access.environment());
        List<String> failures = new ArrayList<>();
        for (Mirror mirror : settings(configuration, registry).mirrors()) {
            try {
                return at(mirror(mirror, reference, access, configuration), work);
            } catch (AtollException e) {
                if (!ELSEWHERE.contains(e.code()) || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                failures.add("its mirror %s failed: %s".formatted(mirror.location(), e.getMessage()));
            }
        }
        Place place = origin(reference, access, configuration, failures);
        try {
            return at(place, work);
        } catch (AtollException e) {
            String message = String.valueOf(e.getMessage());
            // Where warnings are part of the advice already they are not said twice.
            failures.removeIf(message::contains);
            throw failures.isEmpty()
                    ? e
                    : new AtollException(e.code(), message + "; " + String.join("; ", failures), e);
        }
    }

    /** Writes: to the registry itself, never to a mirror. */
    public <T> T atOrigin(Reference reference, RegistryAccess access, Work<T> work) throws InterruptedException {
        RegistriesConfiguration configuration = files.configuration(access.environment());
        return at(origin(reference, access, configuration, List.of()), work);
    }

    /** The registry as a whole, with these credentials, whatever is stored. */
    public <T> T asWhom(String registry, Identity identity, RegistryAccess access, Work<T> work)
            throws InterruptedException {
        RegistriesConfiguration configuration = files.configuration(access.environment());
        HostSettings own = settings(configuration, registry);
        CredentialSource.Found found = new CredentialSource.Found(Optional.of(identity), List.of());
        return at(
                new Place(registry, "", own, access.insecure(), access.environment(), configuration, found, List.of()),
                work);
    }

    private record Place(
            String registry,
            String repository,
            HostSettings settings,
            boolean flag,
            Map<String, String> environment,
            RegistriesConfiguration configuration,
            CredentialSource.Found found,
            List<String> failures) {
        List<String> warnings() {
            List<String> warnings = new ArrayList<>(failures);
            warnings.addAll(found.warnings());
            return warnings;
        }
    }

    private Place origin(
            Reference reference, RegistryAccess access, RegistriesConfiguration configuration, List<String> failures)
            throws InterruptedException {
        String registry = registry(reference);
        String repository = Origins.repository(reference);
        return new Place(
                registry,
                repository,
                settings(configuration, registry),
                access.insecure(),
                access.environment(),
                configuration,
                credentials.find(registry, repository, access),
                failures);
    }

    /** What the user says of the registry, its password and --insecure, does not go for its mirrors. */
    private Place mirror(
            Mirror mirror, Reference reference, RegistryAccess access, RegistriesConfiguration configuration)
            throws InterruptedException {
        String repository = mirror.repository(Origins.repository(reference));
        HostSettings own = mirror.settings().orElseGet(() -> settings(configuration, mirror.registry()));
        return new Place(
                mirror.registry(),
                repository,
                own,
                false,
                access.environment(),
                configuration,
                credentials.stored(mirror.registry(), repository, access.environment()),
                List.of());
    }

    private <T> T at(Place place, Work<T> work) throws InterruptedException {
        place.warnings()
                .forEach(
                        warning -> System.getLogger(Targets.class.getName()).log(System.Logger.Level.WARNING, warning));
        boolean insecure = place.flag() || place.settings().insecure();
        Transport way = transport.by(new RegistryRoutes(
                files,
                place.configuration(),
                place.environment(),
                Origins.address(place.registry()),
                place.settings(),
                insecure));
        Origin origin = origins.find(place.registry(), insecure, way);
        try {
            return work.with(new Target(
                    place.registry(),
                    origin,
                    place.repository(),
                    place.found().identity().orElse(null),
                    place.flag(),
                    new Redirects(way),
                    parallel(place),
                    place.warnings()));
        } catch (AtollException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                origins.forget(origin);
            }
            throw e;
        }
    }

    private int parallel(Place place) {
        int own = place.settings().parallel();
        int all = place.configuration().parallel();
        return own > 0 ? own : all > 0 ? all : settings.perHost();
    }

    private static HostSettings settings(RegistriesConfiguration configuration, String registry) {
        HostSettings settings = configuration.host(registry).orElse(HostSettings.NONE);
        if (settings.blocked()) {
            throw new AtollException(
                    ErrorCode.DENIED, "the registry %s is blocked by %s".formatted(registry, settings.file()));
        }
        return settings;
    }

    private static String registry(Reference reference) {
        String registry = reference.registry();
        if (registry == null) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot ask for '%s': it names no registry".formatted(reference));
        }
        return registry;
    }
}
