package io.atoll.cli.internal.service;

import io.atoll.cli.internal.server.EngineLog;
import io.atoll.cli.internal.server.EngineVersion;
import java.nio.file.Path;
import java.util.Arrays;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** The engine as the framework sees it. */
public final class FrameworkEngine implements Services.Engine {
    private final BundleContext bundles;

    public FrameworkEngine(BundleContext bundles) {
        this.bundles = bundles;
    }

    @Override
    public String version() {
        return EngineVersion.of(bundles);
    }

    @Override
    public Path root() {
        return path("atoll.root");
    }

    @Override
    public Path run() {
        return path("atoll.run");
    }

    @Override
    public Path home() {
        return path("atoll.home");
    }

    @Override
    public String bundles() {
        Bundle[] all = bundles.getBundles();
        long active = Arrays.stream(all)
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .count();
        return "%d of %d active".formatted(active, all.length);
    }

    @Override
    public void stop() {
        // Another thread: the framework waits for the command server, which waits for the command that called this.
        Thread.ofPlatform().name("atoll-stop").start(() -> {
            try {
                bundles.getBundle(0).stop();
            } catch (BundleException e) {
                EngineLog.write("the engine cannot stop", e);
            }
        });
    }

    private Path path(String property) {
        String value = bundles.getProperty(property);
        return Path.of(value == null ? "" : value);
    }
}
