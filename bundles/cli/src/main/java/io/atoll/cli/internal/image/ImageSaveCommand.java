package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.store.ImageStore;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageArchives;
import io.atoll.api.transfer.ImageCopier;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.ArchiveOutput;
import io.atoll.cli.internal.output.FileOutput;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.TransferProgress;
import io.atoll.cli.internal.service.Services;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image save}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image save", Command.ALIAS + "=save", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Write images into an archive, to a file or to standard output.",
        footer = {
            "Layers, configurations and manifests are written as they are stored: every digest stays what it is. What several images"
                    + " share is written once. All formats are OCI image layouts; 'docker-archive' can be read by 'docker load' of any"
                    + " version as well. An image for several platforms is written with all of them.",
            "",
            "Examples:",
            "  atoll image save -o alpine.tar alpine:3",
            "  atoll image save app:1 app:2 | ssh host atoll image load",
            "  atoll image save --format docker-archive app | docker load",
            "  atoll image save --format oci-dir -o layout app:1 app:2",
            "",
            "Exit status: 0; 125 if the archive could not be written: there is no file then."
        })
public final class ImageSaveCommand implements Command {
    private final Services services;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "The images to write.")
    private List<String> names = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file, which appears when it is complete. Default: standard output.")
    private @Nullable String output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "'oci-archive' (default), 'docker-archive', or 'oci-dir': an OCI image layout in the directory -o, to which the images are added.")
    private String format = "oci-archive";

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Of images for several platforms write only this one.")
    private @Nullable String platform;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Activate
    public ImageSaveCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        if (format.equals("oci-dir")) {
            return toDirectory(context);
        }
        ImageArchives.Format chosen = format();
        ArchiveOutput.check(context, output);
        List<StoredImage> images = images(context);
        try (TransferProgress shown = progress.transferLive(context)) {
            if (ArchiveOutput.isFile(output)) {
                String path = String.valueOf(output);
                try (FileOutput file = FileOutput.open(path, context.directory())) {
                    save(images, chosen, file, shown);
                    file.commit();
                }
                shown.done();
                images.forEach(image -> saved(context, image, path));
            } else {
                save(images, chosen, context.out(), shown);
                shown.done();
            }
        }
        return 0;
    }

    private static void saved(CommandContext context, StoredImage image, String where) {
        context.out()
                .println("Saved %s (%d layers) → %s"
                        .formatted(image.reference(), image.manifest().layers().size(), where));
    }

    /** What {@code image copy} does, for each image under its name. */
    private int toDirectory(CommandContext context) {
        String directory = output;
        if (directory == null || !ArchiveOutput.isFile(directory) || directory.contains(":")) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "--format oci-dir writes a directory: give it with -o DIR, without a colon in its name");
        }
        List<StoredImage> images = images(context);
        Platform wanted = platform == null ? null : Platform.parse(platform);
        ImageTransport.Context how = new ImageTransport.Context(
                context.directory(), Images.defaultRegistry(context), RegistryOptions.configured(context));
        ImageCopier copier = services.copier();
        try (TransferProgress shown = progress.transferLive(context)) {
            for (StoredImage image : images) {
                String name = image.reference().toString();
                try (ImageSource from = copier.source(new ImageLocation(ImageLocation.STORE, name), how);
                        ImageTarget to = copier.target(new ImageLocation("oci", directory + ":" + name), how)) {
                    copier.copy(from, to, wanted, quiet ? TransferListener.NONE : shown);
                }
            }
            shown.done();
        }
        images.forEach(image -> saved(context, image, directory));
        return 0;
    }

    private void save(
            List<StoredImage> images, ImageArchives.Format chosen, OutputStream target, TransferProgress shown) {
        services.archives().save(images, chosen, target, quiet ? TransferListener.NONE : shown);
    }

    private ImageArchives.Format format() {
        return switch (format) {
            case "oci-archive", "oci" -> ImageArchives.Format.OCI;
            case "docker-archive", "docker" -> ImageArchives.Format.DOCKER;
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown format '%s': expected 'oci-archive', 'docker-archive' or 'oci-dir'".formatted(format));
        };
    }

    private List<StoredImage> images(CommandContext context) {
        ImageStore store = services.images();
        List<StoredImage> images = new ArrayList<>();
        for (String name : names) {
            // What of a broken one is missing is told, in its own words, when it is written.
            StoredImage image = Images.getToRemove(context, services, name);
            images.add(platform == null ? image : only(store, image, Platform.parse(platform)));
        }
        return images;
    }

    private static StoredImage only(ImageStore store, StoredImage image, Platform platform) {
        StoredImage found = store.find(image.reference(), platform).orElse(image);
        if (!platform.accepts(found.config().platform())) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "'%s' has no image for %s, but for %s"
                            .formatted(
                                    image.reference(), platform, found.config().platform()));
        }
        return new StoredImage(found.reference(), found.descriptor(), found.manifest(), found.config());
    }
}
