package io.atoll.cli.internal.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Digest;
import io.atoll.api.store.Keeper;
import io.atoll.api.store.StoredItem;
import io.atoll.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What is in the store, as people and programs are told. */
public final class StoredText {
    private static final int SHOWN = 3;

    private StoredText() {}

    public static String kind(StoredItem item) {
        return item.kind().name().toLowerCase(Locale.ROOT);
    }

    /** The short digest, or the path's end: its directory and its name. */
    public static String name(StoredItem item) {
        Digest digest = item.digest();
        int names = item.path().getNameCount();
        return digest != null
                ? digest.shortHex()
                : item.path().subpath(Math.max(0, names - 2), names).toString();
    }

    public static String keptBy(StoredItem item) {
        if (item.kind() == StoredItem.Kind.FOREIGN) {
            return "nothing of Atoll's: never touched";
        }
        List<Keeper> keepers = item.keptBy();
        if (keepers.isEmpty()) {
            return "unused";
        }
        String names = keepers.stream().limit(SHOWN).map(Keeper::toString).collect(Collectors.joining(", "));
        return keepers.size() > SHOWN ? "%s and %d more".formatted(names, keepers.size() - SHOWN) : names;
    }

    public static ObjectNode json(StoredItem item) {
        ObjectNode node = Json.object();
        node.put("kind", kind(item));
        node.put("path", item.path().toString());
        if (item.digest() != null) {
            node.put("digest", Objects.toString(item.digest()));
        }
        node.put("bytes", item.bytes());
        ArrayNode keepers = node.putArray("kept_by");
        for (Keeper keeper : item.keptBy()) {
            ObjectNode its =
                    keepers.addObject().put("type", keeper.type().name().toLowerCase(Locale.ROOT));
            if (!keeper.name().isEmpty()) {
                its.put("name", keeper.name());
            }
        }
        return node;
    }
}
