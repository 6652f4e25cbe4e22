package io.atoll.posix.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** File names between Java and C. */
final class Names {
    private Names() {}

    /**
     * Ends a name with NUL. A name that holds one is refused: the kernel would see another, shorter one than whoever
     * checked it.
     */
    static byte[] terminated(byte[] name) {
        for (byte b : name) {
            if (b == 0) {
                throw new AtollException(
                        ErrorCode.INVALID, "the file name '%s' holds a NUL byte".formatted(text(name)));
            }
        }
        return Arrays.copyOf(name, name.length + 1);
    }

    /** A host path's bytes. A name that is not text in the JVM's encoding is lost in {@code toString}, but not in its URI. */
    static byte[] bytes(Path path) {
        String text = path.toString();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return fromUri(path.toAbsolutePath().toUri().getRawPath());
            }
        }
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] fromUri(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    /** A list of names each ended by NUL, as the xattr calls give it. */
    static List<byte[]> split(byte[] list, int length) {
        List<byte[]> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (list[i] == 0) {
                names.add(Arrays.copyOfRange(list, start, i));
                start = i + 1;
            }
        }
        return names;
    }

    /** For messages. */
    static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8).replace('\0', '?');
    }
}
