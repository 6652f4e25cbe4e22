package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.transfer.NamedPlace;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Images of archives in files, {@code FILE[:NAME]}. */
abstract class ArchiveTransport implements ImageTransport {
    private final String transport;
    private final Format format;
    private final Spool spool;
    private final Syscalls syscalls;
    private final Disk disk = new LocalDisk();

    ArchiveTransport(String transport, Format format, Spool spool, Syscalls syscalls) {
        this.transport = transport;
        this.format = format;
        this.spool = spool;
        this.syscalls = syscalls;
    }

    @Override
    public ImageSource source(String place, Context context) {
        NamedPlace at = NamedPlace.parse(place, context.directory());
        String shown = "%s:%s".formatted(transport, place);
        Path path = at.path();
        try {
            if (!Files.exists(path)) {
                throw new AtollException(
                        ErrorCode.NOT_FOUND, "cannot read '%s': no such file or directory".formatted(path));
            }
            if (Files.isDirectory(path)) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "cannot read '%s': it is a directory; an image layout is written oci:DIR".formatted(path));
            }
            return ArchiveSource.open(table(path), path, format == Format.DOCKER, at.name(), shown);
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot read '%s': %s".formatted(path, Objects.toString(e.getMessage(), e.toString())),
                    e);
        }
    }

    /** What is compressed, or is a pipe, cannot be seeked until it has been read once. */
    private ArchiveTable table(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            FileInputStream in = new FileInputStream(path.toFile());
            boolean compressed = isCompressed(in.getChannel());
            if (!compressed) {
                return ArchiveTable.of(in.getChannel());
            }
            in.close();
        }
        try (InputStream in = Decompression.open(Files.newInputStream(path))) {
            return ArchiveTable.of(spool.keep(in));
        }
    }

    private static boolean isCompressed(FileChannel file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(LayerStart.LENGTH);
        int read = file.read(start, 0);
        return read > 0 && Decompression.isCompressed(start.array());
    }

    @Override
    public ImageTarget target(String place, Context context) {
        NamedPlace at = NamedPlace.parse(place, context.directory());
        if (format == Format.DOCKER && at.name() != null) {
            // Docker takes nothing else for a name.
            at = new NamedPlace(
                    at.path(), Reference.parse(at.name()).withDefaultTag().toString());
        }
        return new ArchiveTarget(at, format, "%s:%s".formatted(transport, place), disk, syscalls);
    }
}
