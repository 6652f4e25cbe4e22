package io.atoll.api.store;

import io.atoll.api.image.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An extracted layer, complete and never changed.
 *
 * @param key what it is stored, found and leased under: its diff-id; or, where what is in it depends on the layers below (it has a hard link to a
 *     file of theirs, or a directory it did not list itself), its chain-id
 * @param directory its tree. Deleted names are character devices 0:0, opaque directories carry the extended attribute
 *     {@code trusted.overlay.opaque=y}: the form of the kernel's overlay. Made without privilege the attribute is
 *     {@code user.overlay.opaque}, and a deleted name may be an empty file with {@code user.overlay.whiteout} in a directory with
 *     {@code user.overlay.opaque=x}: what the overlay's option {@code userxattr} understands
 * @param listsRoot whether its archive says what the root directory is like; otherwise its tree's own owner and permissions mean nothing, and those of the
 *     topmost layer that says so are the image's
 */
public record Layer(Digest key, Path directory, boolean listsRoot) {
    /** One that says what the root is like. */
    public Layer(Digest key, Path directory) {
        this(key, directory, true);
    }

    /**
     * What the layers of an image may be stored under besides their diff-ids (image-spec 1.1 config.md#layer-chainid), for a lease that
     * is taken before it is known which.
     *
     * @param diffIds bottom first
     * @return as many, bottom first; the first is the first diff-id
     */
    public static List<Digest> chainIds(List<Digest> diffIds) {
        List<Digest> chain = new ArrayList<>(diffIds.size());
        for (Digest diffId : diffIds) {
            chain.add(chain.isEmpty() ? diffId : sha256(chain.getLast() + " " + diffId));
        }
        return List.copyOf(chain);
    }

    private static Digest sha256(String text) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            return Digest.sha256(HexFormat.of().formatHex(hash.digest(text.getBytes(StandardCharsets.US_ASCII))));
        } catch (NoSuchAlgorithmException e) {
            // Every Java has it.
            throw new IllegalStateException(e);
        }
    }
}
