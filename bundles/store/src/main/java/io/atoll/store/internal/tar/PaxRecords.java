package io.atoll.store.internal.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PAX extended header records, {@code LENGTH KEY=VALUE\n}. Values stay bytes: extended attributes are binary, and names need not be UTF-8.
 * (Commons Compress decodes both as UTF-8, which destroys file capabilities; that is why Atoll reads tar itself.)
 */
final class PaxRecords {
    private static final String XATTR = "SCHILY.xattr.";

    private final Map<String, byte[]> values = new HashMap<>();
    private final Map<String, byte[]> xattrs = new LinkedHashMap<>();
    /** GNU.sparse.offset and GNU.sparse.numbytes alternate in version 0.0. */
    private final SparseParts sparse = new SparseParts();

    static PaxRecords parse(byte[] data) throws TarException {
        PaxRecords records = new PaxRecords();
        int at = 0;
        while (at < data.length && data[at] != 0) {
            int end = records.parseOne(data, at);
            at = end;
        }
        return records;
    }

    private int parseOne(byte[] data, int start) throws TarException {
        int length = 0;
        int at = start;
        while (at < data.length && data[at] >= '0' && data[at] <= '9' && length <= data.length) {
            length = length * 10 + (data[at] - '0');
            at++;
        }
        int end = start + length;
        if (at == start
                || at >= data.length
                || data[at] != ' '
                || end > data.length
                || end <= at + 1
                || data[end - 1] != '\n') {
            throw malformed();
        }
        int equals = at + 1;
        while (equals < end && data[equals] != '=') {
            equals++;
        }
        if (equals == end) {
            throw malformed();
        }
        String key = new String(data, at + 1, equals - at - 1, StandardCharsets.ISO_8859_1);
        add(key, Arrays.copyOfRange(data, equals + 1, end - 1));
        return end;
    }

    private void add(String key, byte[] value) throws TarException {
        if (key.startsWith(XATTR)) {
            xattrs.put(attribute(key.substring(XATTR.length())), value);
        } else if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            sparse.add(number(value));
        } else {
            values.put(key, value);
        }
    }

    /** What the kernel would take as another name or none at all is no attribute's name. */
    private static String attribute(String name) throws TarException {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new TarException("the archive is damaged: an extended attribute has a name that cannot be");
        }
        return name;
    }

    Map<String, byte[]> xattrs() {
        return xattrs;
    }

    SparseParts sparse() {
        return sparse;
    }

    /** The value, each byte a char. */
    @Nullable
    String text(String key) throws TarException {
        byte[] value = values.get(key);
        if (value == null || value.length == 0) {
            return null;
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (text.indexOf('\0') >= 0) {
            throw new TarException("the archive is damaged: '%s' holds a NUL byte".formatted(key));
        }
        return text;
    }

    long number(String key, long otherwise) throws TarException {
        byte[] value = values.get(key);
        return value == null || value.length == 0 ? otherwise : number(value);
    }

    static long number(byte[] value) throws TarException {
        try {
            return Long.parseLong(new String(value, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            throw new TarException("the archive is damaged: an extended header holds '%s' where a number must be"
                    .formatted(new String(value, 0, Math.min(value.length, 40), StandardCharsets.ISO_8859_1)));
        }
    }

    static TarException malformed() {
        return new TarException("the archive is damaged: an extended header is malformed");
    }
}
