package io.atoll.cli.internal.server;

import org.osgi.framework.BundleContext;

/** The engine's version is this bundle's. */
public final class EngineVersion {
    private EngineVersion() {}

    /** As Maven writes it: {@code 0.1.0-SNAPSHOT}. */
    public static String of(BundleContext bundles) {
        return bundles.getBundle().getVersion().toString().replace(".SNAPSHOT", "-SNAPSHOT");
    }
}
