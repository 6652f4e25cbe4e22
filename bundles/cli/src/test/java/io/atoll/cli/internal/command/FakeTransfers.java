package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Manifest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageArchives;
import io.atoll.api.transfer.ImageConverter;
import io.atoll.api.transfer.ImageCopier;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Copies, archives and conversions that only remember what was asked. An archive is a text. */
final class FakeTransfers implements ImageCopier, ImageArchives, ImageConverter {
    final List<String> asked = new ArrayList<>();
    /** {@code SOURCE to TARGET for PLATFORM}, of each copy. */
    final List<String> copies = new ArrayList<>();

    final List<ImageTransport.Context> contexts = new ArrayList<>();
    private int open;

    /** Sources and targets that were not closed. */
    int open() {
        return open;
    }

    @Override
    public void save(List<StoredImage> images, Format format, OutputStream target, TransferListener listener) {
        String text = format + " "
                + images.stream().map(image -> image.reference().toString()).toList();
        if (text.contains("broken")) {
            throw new AtollException(ErrorCode.NOT_FOUND, "blob not found");
        }
        try {
            target.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void load(
            InputStream archive,
            @Nullable String name,
            Consumer<? super StoredImage> loaded,
            TransferListener listener) {
        try {
            asked.add("load " + new String(archive.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loaded.accept(image(name == null ? "app:1" : name));
    }

    private static StoredImage image(String name) {
        Descriptor config = new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256("c".repeat(64)), 2);
        return new StoredImage(
                Reference.parse(name),
                new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256("d".repeat(64)), 2),
                new Manifest(MediaTypes.OCI_MANIFEST, config, List.of()),
                ImageConfig.builder(Platform.host()).build());
    }

    @Override
    public StoredImage convert(
            StoredImage image,
            Reference target,
            @Nullable LayerFormat format,
            boolean again,
            @Nullable Types types,
            @Nullable Platform platform,
            TransferListener listener) {
        asked.add("convert %s %s %s %s %s %s".formatted(image.reference(), target, format, again, types, platform));
        return image;
    }

    @Override
    public ImageSource source(ImageLocation location, ImageTransport.Context context) {
        asked.add("from %s in %s with %s".formatted(location, context.directory(), context.defaultRegistry()));
        contexts.add(context);
        open++;
        return new ImageSource() {
            @Override
            public List<Descriptor> images() {
                return List.of();
            }

            @Override
            public byte[] readDocument(Descriptor document) {
                return new byte[0];
            }

            @Override
            public InputStream openBlob(Descriptor blob) {
                return InputStream.nullInputStream();
            }

            @Override
            public String toString() {
                return location.toString();
            }

            @Override
            public void close() {
                asked.add("source closed");
                open--;
            }
        };
    }

    @Override
    public ImageTarget target(ImageLocation location, ImageTransport.Context context) {
        asked.add("to " + location);
        contexts.add(context);
        open++;
        return new ImageTarget() {
            @Override
            public void write(ImageSet images, ImageSource source, TransferListener listener) {}

            @Override
            public String toString() {
                return location.toString();
            }

            @Override
            public void close() {
                asked.add("target closed");
                open--;
            }
        };
    }

    @Override
    public ImageSet copy(
            ImageSource source, ImageTarget target, @Nullable Platform platform, TransferListener listener) {
        asked.add("copy for " + platform);
        copies.add("%s to %s for %s".formatted(source, target, platform == null ? "all" : platform));
        return new ImageSet(List.of(), List.of(), List.of());
    }
}
