package io.atoll.cli.internal.image.index;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Index;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Reference;
import io.atoll.api.store.BlobWriter;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.Lease;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.image.Images;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.OciJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The indexes in the store. They never change under their digest: a change stores another and moves the name to it. */
final class StoredIndexes {
    /** Between the writing of an index and its naming. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final CommandContext context;
    private final Services services;
    private final ImageStore store;

    StoredIndexes(CommandContext context, Services services) {
        this.context = context;
        this.services = services;
        store = services.images();
    }

    /** What a name means, also an index without images or with damaged ones. */
    Optional<StoredImage> find(String name) {
        try {
            return Optional.of(Images.getToRemove(context, services, name));
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @throws AtollException NOT_FOUND if there is none; INVALID if the name means a single image */
    StoredImage get(String name) {
        StoredImage found = find(name)
                .orElseThrow(() -> new AtollException(
                        ErrorCode.NOT_FOUND,
                        "index '%s' not found locally; 'atoll image index create %s' makes it".formatted(name, name)));
        if (!found.isIndex()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "'%s' is a single image, not an index; make an index of it under another name: 'atoll image index create NAME %s'"
                            .formatted(found.reference(), found.reference()));
        }
        return found;
    }

    byte[] bytes(StoredImage index) {
        return store.readBlob(index.root());
    }

    Index read(StoredImage index) {
        return read(index.root());
    }

    Index read(Descriptor index) {
        return OciJson.index(store.readBlob(index), "index " + index.digest(), index.mediaType());
    }

    /**
     * Makes an index.
     *
     * @param amend whether one of this name may be there: it is what is changed then
     */
    Descriptor create(String name, boolean amend, UnaryOperator<Index> filling) {
        Reference wanted = Reference.parse(name).withDefaultTag();
        if (wanted.digest() != null) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot name an index '%s': its digest follows from what is in it; give a tag".formatted(name));
        }
        return locked(wanted, () -> {
            Optional<StoredImage> there = find(name);
            if (there.isPresent() && !amend) {
                throw new AtollException(
                        ErrorCode.EXISTS,
                        "there is an image '%s' already; remove it, or add to it with --amend"
                                .formatted(there.get().reference()));
            }
            Index before = there.isPresent() ? read(get(name)) : new Index(MediaTypes.OCI_INDEX, List.of());
            Reference reference = there.map(StoredImage::reference).orElse(wanted);
            return save(reference, filling.apply(before));
        });
    }

    /** Changes an index that is there. */
    Descriptor change(String name, UnaryOperator<Index> change) {
        return locked(get(name).reference(), () -> {
            StoredImage now = get(name);
            return save(now.reference(), change.apply(read(now)));
        });
    }

    private Descriptor save(Reference reference, Index index) {
        byte[] bytes = OciJson.toJson(index);
        Descriptor descriptor = new Descriptor(index.mediaType(), sha256(bytes), bytes.length);
        Lease lease = store.lease("index/" + UUID.randomUUID(), List.of(descriptor.digest()), LEASE);
        try {
            if (!store.hasBlob(descriptor)) {
                try (BlobWriter writer = store.newBlob(descriptor)) {
                    writer.write(ByteBuffer.wrap(bytes));
                    writer.commit();
                }
            }
            store.tag(reference, descriptor);
        } finally {
            lease.close();
        }
        return descriptor;
    }

    /** Two that change one index at the same time do so one after the other, or one of the changes would be lost. */
    private Descriptor locked(Reference reference, java.util.function.Supplier<Descriptor> work) {
        AtomicReference<Descriptor> result = new AtomicReference<>();
        Digest name = sha256(("index " + reference).getBytes(StandardCharsets.UTF_8));
        store.exclusively(name, () -> result.set(work.get()));
        return result.get();
    }

    private static Digest sha256(byte[] bytes) {
        try {
            return Digest.sha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            // Every Java has it.
            throw new IllegalStateException(e);
        }
    }
}
