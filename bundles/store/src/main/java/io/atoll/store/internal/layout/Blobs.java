package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.store.BlobWriter;
import io.atoll.json.Json;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.TempSpace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The blobs of a layout. A blob file that is there is complete. */
public final class Blobs {
    private final Layout layout;
    private final TempSpace temp;
    private final Disk disk;

    public Blobs(Layout layout, TempSpace temp, Disk disk) {
        this.layout = layout;
        this.temp = temp;
        this.disk = disk;
    }

    public boolean has(Descriptor blob) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    layout.blob(blob.digest()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() && attributes.size() == blob.size();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Failures.of("look for the blob " + blob.digest(), layout.directory(), e);
        }
    }

    public BlobWriter create(Descriptor expected) {
        try {
            return BlobFileWriter.create(disk, expected, layout.blob(expected.digest()), temp.next("blob"));
        } catch (IOException e) {
            throw Failures.of("write the blob " + expected.digest(), layout.directory(), e);
        }
    }

    /**
     * Makes the names of all blobs there are durable: one that is there may be another engine's, which renamed it but has not come to syncing the directory,
     * and perhaps never will. Call before an index refers to them.
     */
    public void sync() {
        for (String algorithm : List.of("sha256", "sha512")) {
            Path directory = layout.blobs(algorithm);
            try {
                if (Files.isDirectory(directory)) {
                    disk.syncDirectory(directory);
                }
            } catch (IOException e) {
                throw Failures.of("write the blobs of an image", directory, e);
            }
        }
    }

    public InputStream open(Descriptor blob) {
        Path file = layout.blob(blob.digest());
        try {
            return new VerifyingInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), blob);
        } catch (NoSuchFileException e) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "the blob %s is not in the store: pull the image again".formatted(blob.digest()),
                    e);
        } catch (IOException e) {
            throw Failures.of("read the blob " + blob.digest(), file, e);
        }
    }

    public byte[] read(Descriptor blob) {
        if (blob.size() > Json.MAX_BYTES) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "the blob %s cannot be a manifest or configuration: with %d bytes it is larger than %d"
                            .formatted(blob.digest(), blob.size(), Json.MAX_BYTES));
        }
        try (InputStream in = open(blob)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw Failures.of("read the blob " + blob.digest(), layout.blob(blob.digest()), e);
        }
    }
}
