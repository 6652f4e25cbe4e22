package io.atoll.runtime.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bundle's configuration (bundle.md).
 *
 * @param directory absolute
 * @param bytes of {@code config.json}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Bundle(Path directory, byte[] bytes, Value config) {
    static final String CONFIG = "config.json";

    static Bundle read(Path directory) {
        byte[] bytes = readFile(directory.resolve(CONFIG));
        return new Bundle(directory, bytes, parse(bytes, CONFIG));
    }

    static Value parse(byte[] bytes, String what) {
        try {
            Value value = Value.of(Json.parse(bytes, what));
            if (!value.json().isObject()) {
                throw new AtollException(ErrorCode.INVALID, "cannot read %s: it is no JSON object".formatted(what));
            }
            return value;
        } catch (AtollException e) {
            throw new AtollException(ErrorCode.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** A file of a caller's: no more than a document may have, and never a pipe to wait at. */
    static byte[] readFile(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new AtollException(ErrorCode.INVALID, "cannot read %s: it is no file".formatted(file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Json.MAX_BYTES + 1);
            if (bytes.length > Json.MAX_BYTES) {
                throw new AtollException(
                        ErrorCode.INVALID,
                        "cannot read %s: it is larger than %d bytes".formatted(file, Json.MAX_BYTES));
            }
            return bytes;
        } catch (java.nio.file.NoSuchFileException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot read %s: no such file or directory; is that a bundle?".formatted(file),
                    e);
        } catch (IOException e) {
            throw new AtollException(ErrorCode.INVALID, "cannot read %s: %s".formatted(file, e), e);
        }
    }

    Path rootfs() {
        Path path =
                directory.resolve(config.at("root").at("path").requiredText()).normalize();
        if (!Files.isDirectory(path)) {
            throw config.at("root").at("path").invalid("%s: no such file or directory".formatted(path));
        }
        return path;
    }
}
