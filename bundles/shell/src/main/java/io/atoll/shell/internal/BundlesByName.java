package io.atoll.shell.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Bundles by symbolic name: swapping a driver is {@code stop io.atoll.storage.overlay}. */
final class BundlesByName {
    /** What executes the very command that would stop it. */
    private static final Set<String> NEEDED =
            Set.of("org.apache.felix.scr", "org.apache.felix.gogo.runtime", "io.atoll.cli", "io.atoll.shell");

    private final BundleContext context;

    BundlesByName(BundleContext context) {
        this.context = context;
    }

    /** By symbolic name or id. */
    static Optional<Bundle> find(BundleContext context, String name) {
        return Stream.of(context.getBundles())
                .filter(bundle -> isNamed(bundle, name) || name.equals(Long.toString(bundle.getBundleId())))
                .findFirst();
    }

    /** Whether there is such a bundle. */
    boolean start(String name) {
        return act(name, Bundle::start);
    }

    boolean stop(String name) {
        if (NEEDED.contains(name)) {
            throw new AtollException(
                    ErrorCode.CONFLICT,
                    "%s executes this command; 'atoll engine stop' stops the whole engine".formatted(name));
        }
        return act(name, Bundle::stop);
    }

    private boolean act(String name, Action action) {
        Optional<Bundle> found = Stream.of(context.getBundles())
                .filter(bundle -> isNamed(bundle, name) && bundle.getBundleId() != 0)
                .findFirst();
        found.ifPresent(bundle -> {
            try {
                action.on(bundle);
            } catch (BundleException e) {
                throw new AtollException(ErrorCode.CONFLICT, "bundle %s: %s".formatted(name, e.getMessage()), e);
            }
        });
        return found.isPresent();
    }

    /** Dots and dashes are alike: nobody remembers which of them {@code io.atoll.storage-overlay} has. */
    private static boolean isNamed(Bundle bundle, String name) {
        String symbolicName = bundle.getSymbolicName();
        return symbolicName != null && symbolicName.replace('-', '.').equals(name.replace('-', '.'));
    }

    private interface Action {
        void on(Bundle bundle) throws BundleException;
    }
}
