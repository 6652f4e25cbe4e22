package io.atoll.store.internal.archive;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageArchives;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.tar.TarReader;
import io.atoll.store.internal.transfer.ImageWalk;
import io.atoll.store.internal.transfer.StoreImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Archives from and to pipes. */
@Component
public final class StreamedArchives implements ImageArchives {
    private final ImageStore store;

    @Activate
    public StreamedArchives(@org.osgi.service.component.annotations.Reference ImageStore store) {
        this.store = store;
    }

    @Override
    public void save(List<StoredImage> images, Format format, OutputStream target, TransferListener listener) {
        StoreImageSource source = StoreImageSource.of(store, images);
        ImageSet set = new ImageWalk(source).walk(source.images(), null);
        source.requireAll(set);
        listener.planned(set);
        try {
            new ImageArchiveWriter(target, source, listener).write(set, format, "the archive");
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot write the archive: " + e.getMessage(), e);
        }
    }

    @Override
    public void load(
            InputStream archive,
            @Nullable String name,
            Consumer<? super StoredImage> loaded,
            TransferListener listener) {
        Reference only = name == null ? null : Reference.parse(name).withDefaultTag();
        try (Written written = new Written(store)) {
            LoadedFiles files = new LoadedFiles(store, written, listener);
            read(archive, files);
            List<Descriptor> images = only == null ? images(files) : List.of(single(images(files), only));
            List<Reference> references = only == null ? references(images) : List.of(only);
            LoadedLayers layers = new LoadedLayers(store, written, listener);
            for (int i = 0; i < images.size(); i++) {
                layers.unpack(references.get(i), images.get(i));
            }
            // Everything is there and every name is one: from here on nothing is refused.
            for (int i = 0; i < images.size(); i++) {
                Descriptor root = images.get(i).withAnnotations(Map.of());
                loaded.accept(store.tag(references.get(i), root));
            }
            written.keep();
        }
    }

    private static void read(InputStream archive, LoadedFiles files) {
        try {
            files.readAll(new TarReader(Decompression.open(archive)));
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot read the archive: %s".formatted(Objects.toString(e.getMessage(), e.toString())),
                    e);
        }
    }

    private static List<Descriptor> images(LoadedFiles files) {
        byte[] docker = files.metadata(DockerManifest.FILE);
        return OciArchive.isOne(files) || docker == null
                ? new OciArchive(files).images()
                : new DockerArchive(files).images(docker);
    }

    private static Descriptor single(List<Descriptor> images, Reference only) {
        if (images.stream().map(Descriptor::digest).distinct().count() > 1) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot load the archive as '%s': it holds %d images".formatted(only, images.size()));
        }
        return images.getFirst();
    }

    private static List<Reference> references(List<Descriptor> images) {
        List<Reference> references = new ArrayList<>();
        images.forEach(image -> references.add(reference(image)));
        return references;
    }

    /** What the archive calls it; without a name it is found by its digest (contract S1.54). */
    private static Reference reference(Descriptor image) {
        String name = ImageNames.of(image);
        if (name.isEmpty()) {
            return Reference.unnamed(image.digest());
        }
        try {
            return Reference.parse(name).withDefaultTag();
        } catch (AtollException e) {
            throw new AtollException(ErrorCode.INVALID, "%s; say how to call it (--tag)".formatted(e.getMessage()), e);
        }
    }
}
