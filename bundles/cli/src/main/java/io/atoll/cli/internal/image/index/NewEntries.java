package io.atoll.cli.internal.image.index;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Platform;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.image.Images;
import io.atoll.cli.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stored images are as entries of an index. */
final class NewEntries {
    private final CommandContext context;
    private final Services services;

    NewEntries(CommandContext context, Services services) {
        this.context = context;
        this.services = services;
    }

    /**
     * The entries for an image.
     *
     * @param platform which image of an index; null for this machine's
     * @param all of an index, everything it lists, as it lists it
     */
    List<Descriptor> of(String name, @Nullable Platform platform, boolean all, EntryOptions options) {
        Platform wanted = platform == null ? Platform.host() : platform;
        if (all) {
            StoredImage image = new StoredIndexes(context, services).find(name).orElseThrow(() -> notStored(name));
            if (image.isIndex()) {
                List<Descriptor> entries = new ArrayList<>();
                for (Descriptor entry :
                        new StoredIndexes(context, services).read(image).manifests()) {
                    entries.add(entry.withAnnotations(IndexEdit.merged(entry.annotations(), options.annotations())));
                }
                return entries;
            }
        }
        StoredImage image = Images.find(context, services, name, wanted).orElseThrow(() -> notStored(name));
        Platform its = image.config().platform();
        if ((platform != null || image.isIndex()) && !wanted.accepts(its)) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "the image '%s' has none for %s: give --platform, or --all for everything it lists"
                            .formatted(image.reference(), wanted));
        }
        return List.of(entry(image, its, options));
    }

    private static Descriptor entry(StoredImage image, Platform its, EntryOptions options) {
        Descriptor manifest = image.descriptor();
        Descriptor entry = options.apply(
                new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size(), its, java.util.Map.of()));
        Platform platform = entry.platform();
        if (platform == null
                || platform.os().isEmpty()
                || platform.architecture().isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "the image '%s' does not say what it runs on: give --os and --arch".formatted(image.reference()));
        }
        return entry;
    }

    private static AtollException notStored(String name) {
        return new AtollException(
                ErrorCode.NOT_FOUND,
                "image '%s' not found locally; run 'atoll image pull %s' first".formatted(name, name));
    }
}
