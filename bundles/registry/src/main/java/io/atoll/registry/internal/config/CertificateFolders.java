package io.atoll.registry.internal.config;

import io.atoll.registry.internal.config.HostSettings.ClientCertificate;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Docker's layout {@code certs.d/HOST:PORT/}: {@code *.crt} are authorities, {@code NAME.cert} and {@code NAME.key} are who we are. */
final class CertificateFolders {
    private static final int MOST_FILES = 1000;

    private final List<Path> folders;

    CertificateFolders(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** What is in the folders of one host. */
    record Certificates(List<Path> ca, Optional<ClientCertificate> client) {}

    /** @param hosts its names: with the port and, if that is the usual one, without */
    Certificates of(List<String> hosts) {
        List<Path> ca = new ArrayList<>();
        Optional<ClientCertificate> client = Optional.empty();
        for (Path folder : folders) {
            for (String host : hosts) {
                for (Path file : list(folder.resolve(host))) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".crt")) {
                        ca.add(file);
                    } else if (name.endsWith(".cert")) {
                        Path key = file.resolveSibling(name.substring(0, name.length() - "cert".length()) + "key");
                        client = Optional.of(new ClientCertificate(file, key));
                    }
                }
            }
        }
        return new Certificates(ca, client);
    }

    private static List<Path> list(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path file : stream) {
                if (files.size() == MOST_FILES) {
                    throw Members.invalid(folder, "it has more than %d files".formatted(MOST_FILES));
                }
                files.add(file);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw Members.invalid(folder, String.valueOf(e.getMessage()));
        }
        Collections.sort(files);
        return files;
    }
}
