package io.atoll.store.internal.garbage;

import io.atoll.api.image.Digest;
import io.atoll.store.internal.disk.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Names of stacks of layers (image-spec 1.1 config.md#layer-chainid): a layer upon others is not the same as alone. */
public final class ChainIds {
    private ChainIds() {}

    /** The chain-id of each layer with all below it, bottom first; the first one is its diff-id. */
    public static List<Digest> of(List<Digest> diffIds) {
        List<Digest> chain = new ArrayList<>(diffIds.size());
        for (Digest diffId : diffIds) {
            chain.add(chain.isEmpty() ? diffId : next(chain.getLast(), diffId));
        }
        return chain;
    }

    private static Digest next(Digest below, Digest diffId) {
        MessageDigest hash = Hashes.of("sha256");
        hash.update((below + " " + diffId).getBytes(StandardCharsets.US_ASCII));
        return Digest.sha256(HexFormat.of().formatHex(hash.digest()));
    }
}
