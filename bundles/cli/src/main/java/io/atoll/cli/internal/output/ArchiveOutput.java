package io.atoll.cli.internal.output;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.CommandContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a command writes an archive: a file, which appears when it is complete, or standard output, which must not be a terminal. */
public final class ArchiveOutput {
    private static final Set<String> STANDARD_OUTPUT = Set.of("-", "/dev/stdout");

    /** What is written. */
    @FunctionalInterface
    public interface Content {
        void write(OutputStream archive) throws IOException;
    }

    private ArchiveOutput() {}

    /** @param file as the user wrote it; null for standard output */
    public static boolean isFile(@Nullable String file) {
        return file != null && !STANDARD_OUTPUT.contains(file);
    }

    /** @throws AtollException INVALID if the archive would go to a terminal */
    public static void check(CommandContext context, @Nullable String file) {
        if (!isFile(file) && context.terminal().output()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "refusing to write an archive to a terminal: use -o FILE, or redirect standard output");
        }
    }

    /** Writes it. */
    public static void write(CommandContext context, @Nullable String file, Content content) {
        check(context, file);
        try {
            if (file == null || !isFile(file)) {
                content.write(context.out());
                return;
            }
            try (FileOutput out = FileOutput.open(file, context.directory())) {
                content.write(out);
                out.commit();
            }
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot write the archive: %s".formatted(e.getMessage()), e);
        }
    }
}
