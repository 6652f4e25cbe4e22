package io.atoll.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Installs every jar of the bundles folder: who drops a jar in there adds a bundle. By reference, so that nothing is copied; a jar
 * is therefore replaced by renaming a new one over it, never by writing into it.
 */
final class Bundles {
    static final int LAST_LEVEL = 4;

    /** What the others are run by: Config Admin first, so that Declarative Services finds configurations when it starts. */
    private static final List<String> FIRST = List.of("org.apache.felix.configadmin");

    private static final List<String> SECOND = List.of("org.apache.felix.scr", "org.osgi.");

    /** Starts when everything it serves is there, and stops before any of it does. */
    private static final String SERVER = "io.atoll.cli";

    private Bundles() {}

    static void install(BundleContext framework, Path folder) throws IOException, BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Path jar : jars(folder)) {
            Bundle bundle = framework.installBundle("reference:" + jar.toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(level(bundle.getSymbolicName()));
            installed.add(bundle);
        }
        // Once for all of them: one by one costs more.
        framework.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(installed);
        for (Bundle bundle : installed) {
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                start(bundle);
            }
        }
    }

    /** One bundle that cannot be started, someone's plug-in for example, is no reason to have no engine. */
    private static void start(Bundle bundle) {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            System.err.println("atoll: cannot start bundle %s: %s".formatted(bundle.getSymbolicName(), e.getMessage()));
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new IOException("there are no bundles in " + folder);
            }
            return jars;
        }
    }

    static int level(String symbolicName) {
        if (FIRST.stream().anyMatch(symbolicName::startsWith)) {
            return 1;
        }
        if (SECOND.stream().anyMatch(symbolicName::startsWith)) {
            return 2;
        }
        return symbolicName.equals(SERVER) ? LAST_LEVEL : 3;
    }
}
