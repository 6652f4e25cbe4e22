package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Small files of text that users name in flags. */
final class TextFiles {
    private static final int MAX_FILE = 1 << 20;

    private TextFiles() {}

    /**
     * @param what the file is, for errors
     * @param name as the user wrote it
     * @param directory what it is relative to
     * @throws AtollException INVALID if it is too large, no regular file or not text; NOT_FOUND if there is none
     */
    static String read(String what, String name, Path directory) {
        Path file = directory.resolve(name);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw invalid(what, name, "it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_FILE + 1);
            if (content.length > MAX_FILE) {
                throw invalid(what, name, "it is larger than 1 MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid(what, name, "it is not UTF-8 text");
        } catch (NoSuchFileException e) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND, "cannot read the %s '%s': there is none".formatted(what, name), e);
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.KERNEL, "cannot read the %s '%s': %s".formatted(what, name, e.getMessage()), e);
        }
    }

    private static AtollException invalid(String what, String file, String why) {
        return new AtollException(ErrorCode.INVALID, "cannot read the %s '%s': %s".formatted(what, file, why));
    }
}
