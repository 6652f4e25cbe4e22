package io.atoll.cli.internal.command;

import io.atoll.api.layer.FileCopier;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.layer.UnpackReport.Omission;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Copies nothing, and remembers what it was asked to. */
final class FakeFileCopier implements FileCopier {
    final List<String> asked = new ArrayList<>();
    final List<Omission> omissions = new ArrayList<>();

    @Override
    public UnpackReport copy(Place from, Place to, Options options) {
        asked.add("%s -> %s %s".formatted(text(from), text(to), text(options)));
        return report();
    }

    @Override
    public UnpackReport archive(Place from, boolean followLink, OutputStream archive) throws IOException {
        archive.write((text(from) + (followLink ? " follow" : "")).getBytes(StandardCharsets.UTF_8));
        return report();
    }

    @Override
    public UnpackReport extract(InputStream archive, Place directory, Options options) {
        try {
            asked.add("%s -> %s %s"
                    .formatted(
                            new String(archive.readAllBytes(), StandardCharsets.UTF_8),
                            text(directory),
                            text(options)));
            return report();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private UnpackReport report() {
        return new UnpackReport(1, 1234, omissions, omissions.size());
    }

    private static String text(Place place) {
        return (place.root() == Place.HOST ? "host" : "root " + place.root()) + " " + place.path();
    }

    private static String text(Options options) {
        return (options.followLink() ? "follow " : "")
                + (options.owners() ? "owners " : "")
                + (options.trusted() ? "trusted" : "untrusted");
    }
}
