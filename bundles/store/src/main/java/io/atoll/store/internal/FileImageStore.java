package io.atoll.store.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerWriter;
import io.atoll.api.layout.BlobSource;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Layer;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import io.atoll.store.internal.disk.Disk;
import io.atoll.store.internal.disk.Failures;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.disk.Locks;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.garbage.Collector;
import io.atoll.store.internal.garbage.Inventory;
import io.atoll.store.internal.garbage.LayerSizes;
import io.atoll.store.internal.garbage.LeaseFiles;
import io.atoll.store.internal.garbage.Reachable;
import io.atoll.store.internal.garbage.StoreCheck;
import io.atoll.store.internal.layer.ImageLayers;
import io.atoll.store.internal.layer.LayerFiles;
import io.atoll.store.internal.layer.LayerStore;
import io.atoll.store.internal.layout.Blobs;
import io.atoll.store.internal.layout.Completeness;
import io.atoll.store.internal.layout.Documents;
import io.atoll.store.internal.layout.Documents.Document;
import io.atoll.store.internal.layout.IndexEntry;
import io.atoll.store.internal.layout.IndexSnapshot;
import io.atoll.store.internal.layout.IndexSnapshot.Entry;
import io.atoll.store.internal.layout.Layout;
import io.atoll.store.internal.layout.LayoutCheck;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The image store: names and what they stand for. The rest is delegated: {@link Layout} (index), {@link Blobs}, {@link LayerStore},
 * {@link LeaseFiles}, {@link Collector}. Nothing is read or made before it is first asked for.
 */
@Component
public final class FileImageStore implements ImageStore {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12,64}");

    private final StoreSettings settings;
    private final TempSpace temp;
    private final Locks locks;
    private final Layout layout;
    private final Blobs blobs;
    private final Documents documents;
    private final LayerStore layers;
    private final ImageLayers imageLayers;
    private final LeaseFiles leases;
    private final Collector collector;
    private final Inventory inventory;
    private final StoreCheck check;

    @Activate
    public FileImageStore(BundleContext context, @org.osgi.service.component.annotations.Reference Syscalls syscalls) {
        this(StoreSettings.from(context::getProperty), syscalls, new LocalDisk());
    }

    FileImageStore(StoreSettings settings, Syscalls syscalls) {
        this(settings, syscalls, new LocalDisk());
    }

    FileImageStore(StoreSettings settings, Syscalls syscalls, Disk disk) {
        this(settings, syscalls, disk, InstantSource.system());
    }

    FileImageStore(StoreSettings settings, Syscalls syscalls, Disk disk, InstantSource clock) {
        this.settings = settings;
        StorePaths paths = new StorePaths(settings.root());
        locks = new Locks(paths.locks(), syscalls, disk);
        temp = new TempSpace(paths.temp(), locks, disk);
        layout = new Layout(paths.layout(), locks, temp, disk);
        blobs = new Blobs(layout, temp, disk, syscalls);
        documents = new Documents(blobs, settings.cacheBytes());
        LayerFiles layerFiles = new LayerFiles(paths.layers(), temp, locks, disk);
        layers = new LayerStore(layerFiles, blobs, temp, syscalls, disk, settings.limits());
        imageLayers = new ImageLayers(layers);
        leases = new LeaseFiles(paths.leases(), locks, disk, clock);
        LayerSizes sizes = new LayerSizes(layerFiles, syscalls);
        collector = new Collector(layout, blobs, layerFiles, sizes, leases, temp, locks, disk, syscalls);
        inventory = new Inventory(layout, blobs, layerFiles, sizes, leases, temp, paths.locks(), syscalls);
        check = new StoreCheck(
                inventory,
                new LayoutCheck(layout, blobs, List.of(), disk, false),
                layerFiles,
                leases,
                temp,
                locks,
                disk,
                syscalls);
    }

    @Deactivate
    void close() {
        temp.close();
    }

    @Override
    public List<StoredImage> images() {
        List<Entry> entries = layout.index().named();
        List<StoredImage> images = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            images.add(describe(entry));
        }
        return images;
    }

    private StoredImage describe(Entry entry) {
        if (entry.problem() != null) {
            return StoredImage.broken(entry.reference(), entry.descriptor(), entry.problem());
        }
        try {
            return image(entry.reference(), entry.descriptor(), documents.peek(entry.descriptor(), Platform.host()));
        } catch (AtollException e) {
            return StoredImage.broken(
                    entry.reference(), entry.descriptor(), Objects.toString(e.getMessage(), e.toString()));
        }
    }

    @Override
    public Optional<StoredImage> find(Reference reference, Platform platform) {
        IndexSnapshot index = layout.index();
        Optional<Entry> entry = index.find(reference.withDefaultTag());
        if (entry.isEmpty() && reference.registry() == null) {
            entry = index.find(reference.withDefaultRegistry(settings.defaultRegistry()));
        }
        if (entry.isEmpty() && isId(reference)) {
            entry = index.findByHex(hex(reference));
        }
        return entry.map(its -> usable(its, platform));
    }

    private static boolean isId(Reference reference) {
        return reference.registry() == null
                && reference.digest() == null
                && ID.matcher(hex(reference)).matches();
    }

    /** With or without the algorithm, which then looks like the name and the rest like a tag. */
    private static String hex(Reference reference) {
        String tag = reference.tag();
        return tag == null ? reference.repository() : reference.repository().equals("sha256") ? tag : "";
    }

    private StoredImage usable(Entry entry, Platform platform) {
        try {
            if (entry.problem() != null) {
                throw new AtollException(ErrorCode.CORRUPT, entry.problem());
            }
            return image(entry.reference(), entry.descriptor(), documents.get(entry.descriptor(), platform));
        } catch (AtollException e) {
            ErrorCode code = e.code() == ErrorCode.NOT_FOUND ? ErrorCode.CORRUPT : e.code();
            throw new AtollException(
                    code, "the image '%s' cannot be used: %s".formatted(entry.reference(), e.getMessage()), e);
        }
    }

    private static StoredImage image(Reference reference, Descriptor root, Document document) {
        return MediaTypes.isIndex(root.mediaType())
                ? new StoredImage(reference, root, document.descriptor(), document.manifest(), document.config(), null)
                : new StoredImage(reference, document.descriptor(), document.manifest(), document.config());
    }

    @Override
    public StoredImage tag(Reference reference, Descriptor root) {
        Reference full = reference.withDefaultTag();
        // Shared with leases: what is found complete here cannot be collected before it has its name.
        return locks.shared(Collector.LOCK, () -> {
            new Completeness(blobs, "name the image '%s'".formatted(full)).require(root);
            Descriptor named = root.withRefName(full.toString());
            StoredImage image = toName(full, root, named);
            layout.update(index -> named(index, full, named));
            return image;
        });
    }

    /** What has no name is listed only as long as it has none. */
    private static IndexSnapshot named(IndexSnapshot index, Reference reference, Descriptor image) {
        Predicate<IndexEntry> same =
                entry -> !entry.name().isEmpty() && entry.descriptor().digest().equals(image.digest());
        if (!reference.isUnnamed()) {
            return index.without(entry -> entry.isNamed(reference) || (entry.isUnnamed() && same.test(entry)))
                    .with(image);
        }
        return index.entries().stream().anyMatch(same) ? index : index.with(image);
    }

    /** An index may be named before it lists an image. */
    private StoredImage toName(Reference reference, Descriptor root, Descriptor named) {
        try {
            return image(
                    reference,
                    MediaTypes.isIndex(root.mediaType()) ? named : root,
                    documents.get(root, Platform.host()));
        } catch (AtollException e) {
            if (e.code() != ErrorCode.UNSUPPORTED || !MediaTypes.isIndex(root.mediaType())) {
                throw e;
            }
            return StoredImage.broken(reference, named, Objects.toString(e.getMessage(), e.toString()));
        }
    }

    @Override
    public Removed remove(StoredImage image) {
        IndexEntry entry = layout.index().entries().stream()
                .filter(named -> isOf(named, image))
                .findFirst()
                .orElseThrow(() -> notFound(image));
        Reachable its = collector.reach(entry.descriptor());
        makingRoom(List.of(entry.descriptor()), () -> untag(image));
        return collector.only(its.all());
    }

    /** Taking names away writes the index anew; on a full disk what the images use alone goes first. */
    private void makingRoom(List<Descriptor> images, Runnable untag) {
        List<Consumer<List<Descriptor>>> room = List.of(gone -> {}, collector::dropLayersOf, collector::dropBlobsOf);
        for (int i = 0; ; i++) {
            try {
                room.get(i).accept(images);
                untag.run();
                return;
            } catch (AtollException e) {
                if (i > 0 && e.code() == ErrorCode.NOT_FOUND) {
                    // The attempt that failed had taken the name away already, and only not durably.
                    return;
                }
                if (!Failures.isFull(e) || i == room.size() - 1) {
                    throw e;
                }
            }
        }
    }

    private void untag(StoredImage image) {
        layout.update(index -> {
            IndexSnapshot left = index.without(entry -> isOf(entry, image));
            if (left == index) {
                throw notFound(image);
            }
            return left;
        });
    }

    /** By name and content: the image of this name may have been replaced since it was read. */
    private static boolean isOf(IndexEntry entry, StoredImage image) {
        return entry.isNamed(image.reference())
                && entry.reference().equals(image.reference())
                && entry.descriptor().digest().equals(image.root().digest());
    }

    private static AtollException notFound(StoredImage image) {
        return new AtollException(ErrorCode.NOT_FOUND, "image '%s' not found locally".formatted(image.reference()));
    }

    @Override
    public boolean hasBlob(Descriptor blob) {
        return blobs.has(blob);
    }

    @Override
    public BlobWriter newBlob(Descriptor expected) {
        return blobs.create(expected);
    }

    @Override
    public BlobWriter newLayerBlob(Descriptor expected, Digest diffId) {
        return layers.create(expected, diffId);
    }

    @Override
    public LayerWriter newLayer(LayerFormat format) {
        return blobs.createLayer(format);
    }

    @Override
    public InputStream openBlob(Descriptor blob) {
        return blobs.open(blob);
    }

    @Override
    public byte[] readBlob(Descriptor blob) {
        return blobs.read(blob);
    }

    @Override
    public boolean hasLayer(Digest key) {
        return layers.get(key).isPresent();
    }

    @Override
    public Layer layer(Descriptor blob, Digest diffId) {
        return layers.get(blob, diffId);
    }

    @Override
    public List<Layer> layers(StoredImage image) {
        return imageLayers.get(image);
    }

    @Override
    public Optional<Layer> layer(Digest key) {
        return layers.get(key);
    }

    @Override
    public Lease lease(String owner, Collection<Digest> digests) {
        return leases.create(owner, digests, null);
    }

    @Override
    public Lease lease(String owner, Collection<Digest> digests, Duration lifetime) {
        return leases.create(owner, digests, lifetime);
    }

    @Override
    public List<Lease> leases() {
        return leases.all();
    }

    @Override
    public <E extends Exception> void exclusively(Digest digest, Work<E> work) throws E {
        // One of 256 locks: two digests share one rarely, and then only wait for each other.
        boolean unused = locks.exclusive("blob-" + digest.hex().substring(0, 2), () -> {
            work.run();
            return true;
        });
    }

    @Override
    public void contents(Consumer<? super StoredItem> visitor) {
        inventory.visit(visitor);
    }

    @Override
    public Removed collectGarbage() {
        return collector.all(List.of(), false, item -> {});
    }

    @Override
    public Removed prune(Predicate<? super StoredImage> images, boolean dryRun, Consumer<? super StoredItem> visitor) {
        Map<Reference, Descriptor> gone = new HashMap<>();
        for (Entry entry : layout.index().named()) {
            if (images.test(describe(entry))) {
                gone.put(entry.reference(), entry.descriptor());
            }
        }
        if (dryRun || gone.isEmpty()) {
            return collector.all(gone.values(), dryRun, visitor);
        }
        makingRoom(
                List.copyOf(gone.values()),
                () -> layout.update(
                        index -> index.without(entry -> entry.descriptor().equals(gone.get(entry.reference())))));
        return collector.all(List.of(), false, visitor);
    }

    @Override
    public Removed discard(Collection<Digest> candidates) {
        return collector.only(candidates);
    }

    @Override
    public Removed dropLayers(boolean dryRun, Consumer<? super StoredItem> visitor) {
        return collector.dropLayers(dryRun, visitor);
    }

    @Override
    public CheckReport check() {
        return check.check();
    }

    @Override
    public CheckReport repair(BlobSource source) {
        return check.repair(source);
    }
}
