package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.TransferListener;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.FileOutput;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.TransferProgress;
import io.atoll.cli.internal.service.Services;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code atoll image load}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image load", Command.ALIAS + "=load", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Read images from an archive, from a file or from standard input.",
        footer = {
            "Reads what 'atoll image save', 'docker save' and 'podman save' write, compressed with gzip, zstd, bzip2, xz or not at all. What is read is ready to"
                    + " run. An image without a name is listed as <none>; its digest is printed, and finds it.",
            "",
            "Examples:",
            "  atoll image load -i alpine.tar",
            "  docker save app | atoll image load",
            "  atoll image load -t app:copied < app.tar.zst",
            "",
            "Exit status: 0; 125 if the archive could not be read: then nothing of it is in the store."
        })
public final class ImageLoadCommand implements Command {
    private static final Set<String> STANDARD_INPUT = Set.of("-", "/dev/stdin");

    private final Services services;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            description = "Read from a file. Default: standard input.")
    private @Nullable String input;

    @Option(
            names = {"-t", "--tag"},
            paramLabel = "IMAGE",
            description = "Call the archive's only image this, whatever it is called there.")
    private @Nullable String tag;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Activate
    public ImageLoadCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        List<String> loaded = new ArrayList<>();
        try (TransferProgress shown = progress.transferLive(context)) {
            TransferListener listener = quiet ? TransferListener.NONE : shown;
            if (input == null || STANDARD_INPUT.contains(input)) {
                if (context.terminal().input()) {
                    throw new AtollException(
                            ErrorCode.INVALID,
                            "refusing to read an archive from a terminal: use -i FILE, or redirect standard input");
                }
                load(context.in(), loaded, listener);
            } else {
                try (InputStream file = open(context.directory(), input)) {
                    load(file, loaded, listener);
                } catch (IOException e) {
                    throw unreadable(input, e);
                }
            }
            shown.done();
        }
        loaded.forEach(name -> context.out().println("Loaded " + name));
        return 0;
    }

    private void load(InputStream archive, List<String> loaded, TransferListener listener) {
        services.archives().load(archive, tag, image -> loaded.add(name(image)), listener);
    }

    private static String name(StoredImage image) {
        Reference reference = image.reference();
        return reference.isUnnamed() ? image.root().digest().toString() : reference.toString();
    }

    private static InputStream open(Path directory, String path) throws IOException {
        Path file = directory.resolve(path);
        if (Files.isDirectory(file)) {
            throw new FileSystemException(
                    path, null, "it is a directory; 'atoll image copy oci:DIR IMAGE' reads an image layout");
        }
        return Files.newInputStream(file);
    }

    private static AtollException unreadable(String path, IOException e) {
        return new AtollException(ErrorCode.NOT_FOUND, "cannot read '%s': %s".formatted(path, FileOutput.why(e)), e);
    }
}
