package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageConverter;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.progress.TransferProgress;
import io.atoll.cli.internal.service.Services;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image convert}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image convert", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Make an image of an image: its layers compressed otherwise, its manifest of another kind.",
        footer = {
            "What a container sees stays the same, byte for byte, and so does the configuration. The same image converted in the same way has the same"
                    + " digest on every machine. Of an image for several platforms all are converted.",
            "",
            "Examples:",
            "  atoll image convert --compression zstd app:1 app:1-zstd",
            "  atoll image convert --compression gzip --level 9 app:1 app:small",
            "  atoll image convert --media-types docker app:1 old/app:1",
            "",
            "Exit status: 0; 125 if the image could not be converted: then the name means what it meant before."
        })
public final class ImageConvertCommand implements Command {
    private final Services services;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "The image to convert.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "The name of the result.")
    private String target = "";

    @Option(
            names = "--compression",
            paramLabel = "FORMAT",
            description = "Compress layers with 'gzip' or 'zstd', or not at all ('uncompressed').")
    private @Nullable String compression;

    @Option(
            names = "--level",
            paramLabel = "N",
            description =
                    "1 (fast) to 9 (small) for gzip, to 19 for zstd; compresses again also what is compressed so already.")
    private @Nullable Integer level;

    @Option(
            names = "--media-types",
            paramLabel = "KIND",
            description = "Write manifests as 'oci' or 'docker' has them.")
    private @Nullable String mediaTypes;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Of an image for several platforms convert only this one.")
    private @Nullable String platform;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing.")
    private boolean quiet;

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Activate
    public ImageConvertCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        LayerFormat format = format();
        ImageConverter.Types types = types();
        if (format == null && types == null) {
            throw new AtollException(ErrorCode.INVALID, "nothing to convert: use --compression or --media-types");
        }
        Platform wanted = platform == null ? null : Platform.parse(platform);
        Reference name = Reference.parse(target).withDefaultTag();
        StoredImage image = Images.get(context, services, source);
        try (TransferProgress shown = progress.transfer(context, quiet)) {
            shown.message("Converting %s...".formatted(image.reference()));
            services.converter().convert(image, name, format, level != null, types, wanted, shown);
            shown.done("%s → %s".formatted(image.reference(), name));
        }
        return 0;
    }

    private @Nullable LayerFormat format() {
        if (compression == null) {
            if (level != null) {
                throw new AtollException(ErrorCode.INVALID, "--level needs --compression gzip or zstd");
            }
            return null;
        }
        return switch (compression) {
            case "gzip" -> level == null ? new LayerFormat.Gzip() : new LayerFormat.Gzip(level);
            case "zstd" -> level == null ? new LayerFormat.Zstd() : new LayerFormat.Zstd(level);
            case "uncompressed", "none" -> {
                if (level != null) {
                    throw new AtollException(ErrorCode.INVALID, "--level needs --compression gzip or zstd");
                }
                yield new LayerFormat.Plain();
            }
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown compression '%s': expected 'gzip', 'zstd' or 'uncompressed'".formatted(compression));
        };
    }

    private ImageConverter.@Nullable Types types() {
        if (mediaTypes == null) {
            return null;
        }
        return switch (mediaTypes) {
            case "oci" -> ImageConverter.Types.OCI;
            case "docker" -> ImageConverter.Types.DOCKER;
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown media types '%s': expected 'oci' or 'docker'".formatted(mediaTypes));
        };
    }
}
