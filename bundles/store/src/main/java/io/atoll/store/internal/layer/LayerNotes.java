package io.atoll.store.internal.layer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What has to be remembered of an extracted layer, in a file beside it; many have none.
 *
 * @param root the archive says what the root directory is like
 * @param denied something was left out that a privileged engine could have made
 * @param parents directories the archive has entries in and does not list: theirs are the attributes lower layers give them
 * @param unknownParents there were too many of them
 */
record LayerNotes(boolean root, boolean denied, Set<String> parents, boolean unknownParents) {
    static final LayerNotes NONE = new LayerNotes(false, false, Set.of(), false);
    static final String SUFFIX = ".notes";
    private static final String ROOT = "root";
    private static final String DENIED = "denied";
    private static final String UNKNOWN_PARENTS = "unknown-parents";

    LayerNotes {
        parents = Set.copyOf(parents);
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    boolean hasParents() {
        return unknownParents || !parents.isEmpty();
    }

    static LayerNotes read(Path file) throws IOException {
        List<String> fields;
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            fields = List.of(text.split("\0"));
        } catch (NoSuchFileException e) {
            return NONE;
        }
        List<String> parents = new ArrayList<>();
        fields.stream().filter(field -> field.startsWith("/")).forEach(field -> parents.add(field.substring(1)));
        return new LayerNotes(
                fields.contains(ROOT), fields.contains(DENIED), Set.copyOf(parents), fields.contains(UNKNOWN_PARENTS));
    }

    /** Fields that end with NUL, which no path holds; paths begin with a slash. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (root) {
            out.writeBytes(EntryPath.bytes(ROOT + "\0"));
        }
        if (denied) {
            out.writeBytes(EntryPath.bytes(DENIED + "\0"));
        }
        if (unknownParents) {
            out.writeBytes(EntryPath.bytes(UNKNOWN_PARENTS + "\0"));
        }
        parents.stream().sorted().forEach(path -> out.writeBytes(EntryPath.bytes("/" + path + "\0")));
        return out.toByteArray();
    }
}
