package io.atoll.registry.internal.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is trusted, and who we are. Equal only while the files stay as they are: changed ones make a new client.
 *
 * @param ca trusted beside the system's
 * @param unverified whether any certificate will do
 */
public record TlsSettings(List<Stamped> ca, Optional<Client> client, boolean unverified) {
    public static final TlsSettings SYSTEM = new TlsSettings(List.of(), Optional.empty(), false);

    public TlsSettings {
        ca = List.copyOf(ca);
    }

    /** A certificate and its key. */
    public record Client(Stamped certificate, Stamped key) {}

    /** A file as it was at one time. */
    public record Stamped(Path path, String stamp) {
        public static Stamped of(Path path) {
            try {
                BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamped(
                        path, "%s %d %s".formatted(is.lastModifiedTime(), is.size(), Objects.toString(is.fileKey())));
            } catch (IOException e) {
                // Reported when it is read.
                return new Stamped(path, "");
            }
        }
    }
}
