package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.ArchiveOutput;
import io.atoll.cli.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image export}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image export", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Write an image's root file system as one tar archive.",
        footer = {
            "All layers in one, without the image's configuration; 'atoll image import' makes an image of it again. Of the same image it is the",
            "same archive every time. To keep the image as it is: 'atoll image save'. A container's: 'atoll export'.",
            "",
            "Examples:",
            "  atoll image export alpine -o alpine.tar",
            "  atoll image export alpine | tar -x -C rootfs",
            "",
            "Exit status: 0; 125 if it could not be written."
        })
public final class ImageExportCommand implements Command {
    private final Services services;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file, which appears when it is complete. Default: standard output.")
    private @Nullable String output;

    @Parameters(paramLabel = "IMAGE", description = "Name, or beginning of a digest.")
    private String name = "";

    @Activate
    public ImageExportCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        StoredImage image = Images.get(context, services, name);
        List<LayerBlob> layers = layers(image);
        ArchiveOutput.write(
                context,
                output,
                archive -> report(context, services.rootArchives().write(layers, archive)));
        return 0;
    }

    private static List<LayerBlob> layers(StoredImage image) {
        List<Descriptor> blobs = image.manifest().layers();
        List<Digest> diffIds = image.config().diffIds();
        if (blobs.size() != diffIds.size() || blobs.isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "the image '%s' has no root file system: %d layers, %d diff-ids"
                            .formatted(image.reference(), blobs.size(), diffIds.size()));
        }
        List<LayerBlob> layers = new ArrayList<>();
        for (int i = 0; i < blobs.size(); i++) {
            layers.add(new LayerBlob(blobs.get(i), diffIds.get(i)));
        }
        return layers;
    }

    private static void report(CommandContext context, UnpackReport report) {
        if (report.omitted() > 0) {
            context.err()
                    .println(
                            "atoll: %d things are not in the archive, for this user may not make them; the first: %s of %s"
                                    .formatted(
                                            report.omitted(),
                                            report.omissions().getFirst().what(),
                                            report.omissions().getFirst().path()));
        }
    }
}
