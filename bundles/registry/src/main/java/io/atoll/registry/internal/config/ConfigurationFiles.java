package io.atoll.registry.internal.config;

import io.atoll.json.Json;
import io.atoll.registry.internal.http.TlsSettings.Stamped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the files that say how registries are reached, and reads them again when they change. */
public final class ConfigurationFiles {
    private static final String NAME = "registries.json";
    private static final int MOST_REMEMBERED = 16;

    private record Read(Stamped stamp, RegistriesConfiguration configuration) {}

    private final Path system;
    private final CertificateFolders certificates;
    private final Map<Path, Read> read = new LinkedHashMap<>();

    /** Those of this machine. */
    public ConfigurationFiles() {
        this(Path.of("/etc/atoll"), List.of(Path.of("/etc/containers/certs.d"), Path.of("/etc/docker/certs.d")));
    }

    /**
     * Those of elsewhere.
     *
     * @param system the folder of the system's {@code registries.json}
     * @param certificates folders with one of certificates for each {@code host:port}
     */
    public ConfigurationFiles(Path system, List<Path> certificates) {
        this.system = system;
        this.certificates = new CertificateFolders(certificates);
    }

    /**
     * What is configured for a user.
     *
     * @throws io.atoll.api.AtollException INVALID if a file cannot be read or understood
     */
    public RegistriesConfiguration configuration(Map<String, String> environment) {
        RegistriesConfiguration configuration = read(system.resolve(NAME));
        String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        // The specification of XDG has relative ones ignored.
        if (Path.of(folder).isAbsolute()) {
            return configuration.and(read(Path.of(folder, "atoll", NAME)));
        }
        return Path.of(home).isAbsolute()
                ? configuration.and(read(Path.of(home, ".config", "atoll", NAME)))
                : configuration;
    }

    CertificateFolders certificates() {
        return certificates;
    }

    private synchronized RegistriesConfiguration read(Path file) {
        Stamped now = Stamped.of(file);
        Read before = read.get(file);
        if (before != null && before.stamp().equals(now)) {
            return before.configuration();
        }
        RegistriesConfiguration configuration = RegistriesConfiguration.NONE;
        try (InputStream in = Files.newInputStream(file)) {
            configuration = RegistriesFile.parse(file, in.readNBytes(Json.MAX_BYTES + 1));
        } catch (NoSuchFileException e) {
            // Nothing is configured.
        } catch (AccessDeniedException e) {
            throw Members.invalid(file, "permission denied");
        } catch (IOException e) {
            throw Members.invalid(file, String.valueOf(e.getMessage()));
        }
        if (read.size() >= MOST_REMEMBERED) {
            read.clear();
        }
        read.put(file, new Read(now, configuration));
        return configuration;
    }
}
