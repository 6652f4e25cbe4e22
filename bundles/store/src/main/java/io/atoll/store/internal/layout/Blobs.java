package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.UnnamedBlob;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.BlobWriter;
import io.atoll.json.Json;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.HashedFile;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.pack.BlobLayerWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The blobs of a layout. A blob file that is there is complete. */
public final class Blobs {
    private final Layout layout;
    private final TempSpace temp;
    private final Disk disk;
    private final SharedBlocks sharing;

    public Blobs(Layout layout, TempSpace temp, Disk disk, Syscalls syscalls) {
        this.layout = layout;
        this.temp = temp;
        this.disk = disk;
        this.sharing = new SharedBlocks(syscalls);
    }

    public boolean has(Descriptor blob) {
        try {
            BasicFileAttributes attributes = attributes(layout.blob(blob.digest()));
            return attributes.isRegularFile() && attributes.size() == blob.size();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Failures.of("look for the blob " + blob.digest(), layout.directory(), e);
        }
    }

    private BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, layout.links());
    }

    public BlobWriter create(Descriptor expected) {
        try {
            return writer(expected, file(expected));
        } catch (IOException e) {
            throw Failures.of("write the blob " + expected.digest(), layout.directory(), e);
        }
    }

    private HashedFile file(Descriptor expected) throws IOException {
        return new HashedFile(disk, temp.next("blob"), expected.digest().algorithm(), expected.size());
    }

    private BlobFileWriter writer(Descriptor expected, HashedFile file) {
        return new BlobFileWriter(layout, expected, file, sharing);
    }

    /** Starts writing a blob that is read meanwhile. */
    public GrowingBlob grow(Descriptor expected) {
        try {
            HashedFile file = file(expected);
            return new GrowingBlob(writer(expected, file), file);
        } catch (IOException e) {
            throw Failures.of("write the blob " + expected.digest(), layout.directory(), e);
        }
    }

    /** @param algorithm {@code sha256} or {@code sha512} */
    public UnnamedBlob create(String mediaType, String algorithm) {
        return create(mediaType, algorithm, Long.MAX_VALUE);
    }

    private UnnamedBlob create(String mediaType, String algorithm, long size) {
        if (!algorithm.equals("sha256") && !algorithm.equals("sha512")) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid digest algorithm '%s': only sha256 and sha512 are supported".formatted(algorithm));
        }
        try {
            return new UnnamedBlobWriter(
                    layout, mediaType, algorithm, new HashedFile(disk, temp.next("blob"), algorithm, size));
        } catch (IOException e) {
            throw Failures.of("write a blob", layout.directory(), e);
        }
    }

    public LayerWriter createLayer(LayerFormat format) {
        try {
            return BlobLayerWriter.create(disk, format, temp.next("layer"), this::target);
        } catch (IOException e) {
            throw Failures.of("write a layer", layout.directory(), e);
        }
    }

    private Path target(Digest digest) {
        try {
            return layout.newBlob(digest);
        } catch (IOException e) {
            throw Failures.of("write the blob " + digest, layout.directory(), e);
        }
    }

    public Descriptor put(String mediaType, byte[] content) {
        try (UnnamedBlob blob = create(mediaType, "sha256", content.length)) {
            blob.write(ByteBuffer.wrap(content));
            return blob.commit();
        }
    }

    public InputStream open(Descriptor blob) {
        return VerifyingInputStream.ofFile(openFile(blob), blob, layout.blob(blob.digest()));
    }

    private InputStream openFile(Descriptor blob) {
        Path file = layout.blob(blob.digest());
        try {
            // What is no file, a pipe for example, might never answer.
            if (!attributes(file).isRegularFile()) {
                throw new AtollException(
                        ErrorCode.CORRUPT, "the blob %s is damaged: it is not a file".formatted(blob.digest()));
            }
            return Files.newInputStream(file, layout.links());
        } catch (NoSuchFileException e) {
            throw missing(blob.digest(), e);
        } catch (IOException e) {
            throw Failures.of("read the blob " + blob.digest(), file, e);
        }
    }

    private AtollException missing(Digest blob, NoSuchFileException e) {
        return new AtollException(
                ErrorCode.NOT_FOUND,
                "the blob %s is not in %s: fetch the image again".formatted(blob, layout.directory()),
                e);
    }

    public byte[] read(Descriptor blob) {
        if (blob.size() > Json.MAX_BYTES) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "the blob %s cannot be a manifest or configuration: with %d bytes it is larger than %d"
                            .formatted(blob.digest(), blob.size(), Json.MAX_BYTES));
        }
        try (InputStream in = open(blob)) {
            return in.readNBytes((int) blob.size() + 1);
        } catch (IOException e) {
            throw Failures.of("read the blob " + blob.digest(), layout.blob(blob.digest()), e);
        }
    }
}
