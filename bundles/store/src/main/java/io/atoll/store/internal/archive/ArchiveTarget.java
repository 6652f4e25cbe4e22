package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSet.Named;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.transfer.NamedPlace;
import java.io.IOException;
import java.util.List;

/** An archive in a file: written anew, never added to. */
final class ArchiveTarget implements ImageTarget {
    private final NamedPlace place;
    private final Format format;
    private final String shown;
    private final Disk disk;
    private final Syscalls syscalls;

    ArchiveTarget(NamedPlace place, Format format, String shown, Disk disk, Syscalls syscalls) {
        this.place = place;
        this.format = format;
        this.shown = shown;
        this.disk = disk;
        this.syscalls = syscalls;
    }

    @Override
    public void write(ImageSet images, ImageSource source, TransferListener listener) {
        ImageSet named = named(images);
        try (ArchiveOutput out = ArchiveOutput.open(place.path(), disk, syscalls)) {
            new ImageArchiveWriter(out, source, listener).write(named, format, shown);
            out.commit();
        } catch (IOException e) {
            throw Failures.of("write '%s'".formatted(place.path()), place.path(), e);
        } catch (KernelException e) {
            throw Failures.of("write '%s'".formatted(place.path()), place.path(), e);
        }
    }

    private ImageSet named(ImageSet images) {
        String name = place.name();
        if (name == null) {
            return images;
        }
        if (images.images().size() != 1) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot write %d images as '%s': leave the name out, or choose one of them"
                            .formatted(images.images().size(), name));
        }
        return new ImageSet(
                List.of(new Named(images.images().getFirst().descriptor(), name)), images.documents(), images.blobs());
    }

    @Override
    public String toString() {
        return shown;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
