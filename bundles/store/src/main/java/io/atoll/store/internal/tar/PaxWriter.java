package io.atoll.store.internal.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Collects the PAX records of one entry, {@code LENGTH KEY=VALUE\n}, in the order they come. */
final class PaxWriter {
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();

    void put(String key, long value) {
        put(key, Long.toString(value));
    }

    /** @param value each char a byte */
    void put(String key, String value) {
        put(key, value.getBytes(StandardCharsets.ISO_8859_1));
    }

    void put(String key, byte[] value) {
        byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
        int rest = name.length + value.length + 3;
        // The length counts its own digits.
        int length = rest + digits(rest);
        length = rest + digits(length);
        records.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
        records.writeBytes(name);
        records.write('=');
        records.writeBytes(value);
        records.write('\n');
    }

    /** @return null if there are none */
    byte @Nullable [] bytes() throws TarException {
        if (records.size() > TarReader.MAX_HEADER) {
            throw new TarException("its names and extended attributes are %d bytes, and readers take %d"
                    .formatted(records.size(), TarReader.MAX_HEADER));
        }
        return records.size() == 0 ? null : records.toByteArray();
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }
}
