package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.api.transfer.ImageSource;
import io.atoll.store.internal.disk.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images of an archive in a file. */
final class ArchiveSource implements ImageSource {
    private static final int MAX_SHOWN = 10;

    private final ArchiveTable table;
    private final TableFiles files;
    private final Path file;
    private final String shown;
    private final List<Descriptor> images;

    private ArchiveSource(ArchiveTable table, TableFiles files, Path file, String shown, List<Descriptor> images) {
        this.table = table;
        this.files = files;
        this.file = file;
        this.shown = shown;
        this.images = images;
    }

    /**
     * @param docker whether an archive without a layout is meant as well
     * @param name only this image; null for all
     */
    static ArchiveSource open(ArchiveTable table, Path file, boolean docker, @Nullable String name, String shown)
            throws IOException {
        try {
            TableFiles files = new TableFiles(table, shown);
            byte[] list = docker && !OciArchive.isOne(files) ? files.metadata(DockerManifest.FILE) : null;
            List<Descriptor> all =
                    list == null ? new OciArchive(files).images() : new DockerArchive(files).images(list);
            List<Descriptor> named = all.stream().map(ImageNames::named).toList();
            return new ArchiveSource(table, files, file, shown, name == null ? named : only(named, name, shown));
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    private static List<Descriptor> only(List<Descriptor> all, String name, String shown) {
        return List.of(all.stream()
                .filter(image -> image.refName().equals(name) || isSame(image.refName(), name))
                .findFirst()
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND,
                        "there is no image '%s' in %s; there is: %s"
                                .formatted(
                                        name,
                                        shown,
                                        String.join(
                                                ", ",
                                                all.stream()
                                                        .map(Descriptor::refName)
                                                        .limit(MAX_SHOWN)
                                                        .toList())))));
    }

    /** {@code app} is {@code docker.io/library/app:latest}. */
    private static boolean isSame(String one, String other) {
        try {
            return Reference.parse(one)
                    .withDefaultRegistry("docker.io/library")
                    .equals(Reference.parse(other).withDefaultRegistry("docker.io/library"));
        } catch (AtollException e) {
            return false;
        }
    }

    @Override
    public List<Descriptor> images() {
        return images;
    }

    @Override
    public byte[] readDocument(Descriptor document) {
        return files.readBlob(document);
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        return files.open(blob);
    }

    @Override
    public String toString() {
        return shown;
    }

    @Override
    public void close() {
        try {
            table.close();
        } catch (IOException e) {
            throw Failures.of("close " + shown, file, e);
        }
    }
}
