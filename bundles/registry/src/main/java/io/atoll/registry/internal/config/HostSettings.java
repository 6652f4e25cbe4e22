package io.atoll.registry.internal.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How one host is reached.
 *
 * @param file where this stands, for messages
 * @param mirrors asked before it, in this order, when something is pulled
 * @param ca files of certificates that are trusted beside the system's
 * @param client what it is shown if it asks who we are
 * @param insecure whether plain HTTP and certificates that nobody vouches for are good enough
 * @param proxy empty for what the environment says
 * @param blocked whether nothing may be asked there
 * @param parallel requests at a time; 0 for as many as anywhere
 */
public record HostSettings(
        String file,
        List<Mirror> mirrors,
        List<Path> ca,
        Optional<ClientCertificate> client,
        boolean insecure,
        Optional<ProxySetting> proxy,
        boolean blocked,
        int parallel) {
    /** Of hosts that nobody wrote anything about. */
    public static final HostSettings NONE =
            new HostSettings("", List.of(), List.of(), Optional.empty(), false, Optional.empty(), false, 0);

    public HostSettings {
        mirrors = List.copyOf(mirrors);
        ca = List.copyOf(ca);
    }

    /** A certificate and its key, both PEM. */
    public record ClientCertificate(Path certificate, Path key) {}

    /**
     * Another place for the same images.
     *
     * @param location {@code host[:port][/path]}
     * @param settings empty for what the file has for that host
     */
    public record Mirror(String location, Optional<HostSettings> settings) {
        public String registry() {
            int slash = location.indexOf('/');
            return slash < 0 ? location : location.substring(0, slash);
        }

        /** What the mirror calls a repository. */
        public String repository(String repository) {
            int slash = location.indexOf('/');
            return slash < 0 ? repository : location.substring(slash + 1) + "/" + repository;
        }
    }
}
