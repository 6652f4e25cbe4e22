package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layout.ImageDraft;
import io.atoll.api.registry.Downloads;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image import}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image import", Command.ALIAS + "=import", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Make an image of a root file system's tar archive.",
        footer = {
            "The archive may be compressed with gzip, zstd, bzip2 or xz. It becomes the image's only layer. Images that were saved are",
            "for 'atoll image load'.",
            "",
            "Changes: " + ConfigChanges.HELP + ".",
            "",
            "Examples:",
            "  atoll image import rootfs.tar.xz debian:mine",
            "  tar -C rootfs -c . | atoll image import -c 'CMD [\"/bin/sh\"]' -c 'ENV LANG=C.UTF-8' - app:1",
            "  atoll image import https://example.org/rootfs.tar.gz app:1",
            "",
            "Exit status: 0; 125 if the image could not be made."
        })
public final class ImageImportCommand implements Command {
    private static final int BUFFER = 64 << 10;
    private static final String UNNAMED = "imported";

    private final Services services;

    @Option(
            names = {"-c", "--change"},
            paramLabel = "INSTRUCTION",
            description = "Change the configuration by an instruction of a Dockerfile; see below.")
    private List<String> changes = List.of();

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "Comment of the image's history.")
    private @Nullable String message;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "What it is for, if not for this machine.")
    private @Nullable String platform;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing but the name.")
    private boolean quiet;

    @Parameters(index = "0", paramLabel = "FILE|URL", description = "The archive; '-' for standard input.")
    private String file = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NEW-NAME",
            description = "The image's name; without one it is called imported@ and its digest.")
    private @Nullable String name;

    @Activate
    public ImageImportCommand(@org.osgi.service.component.annotations.Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Reference reference = name == null ? null : Reference.parse(name).withDefaultTag();
        if (reference != null && reference.digest() != null) {
            throw new AtollException(
                    ErrorCode.INVALID, "'%s': an image that is made cannot have a digest in its name".formatted(name));
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ImageConfig config = ConfigChanges.apply(
                ImageConfig.builder(platform == null ? Platform.host() : Platform.parse(platform))
                        .created(now.toString())
                        .build(),
                changes);
        String comment = message != null ? message : "Imported from " + source();
        StoredImage image = read(context, config, new History(now.toString(), "", "", comment, false), reference);
        context.out().println(quiet ? image.reference() : image.descriptor().digest());
        if (!quiet) {
            context.err().println("Imported " + image.reference());
        }
        return 0;
    }

    private StoredImage read(CommandContext context, ImageConfig config, History step, @Nullable Reference reference) {
        if (isUrl()) {
            return download(context, config, step, reference);
        }
        if (file.equals("-")) {
            if (context.terminal().input()) {
                throw new AtollException(
                        ErrorCode.INVALID, "standard input is a terminal: pipe an archive to it, or name a file");
            }
            return image(context.in(), config, step, reference);
        }
        try (InputStream in = Files.newInputStream(context.directory().resolve(file))) {
            return image(in, config, step, reference);
        } catch (NoSuchFileException e) {
            throw new AtollException(ErrorCode.NOT_FOUND, "cannot read '%s': there is no such file".formatted(file), e);
        } catch (IOException e) {
            throw new AtollException(ErrorCode.INVALID, "cannot read '%s': %s".formatted(file, e.getMessage()), e);
        }
    }

    private boolean isUrl() {
        return file.matches("(?i)https?://.*");
    }

    private StoredImage download(
            CommandContext context, ImageConfig config, History step, @Nullable Reference reference) {
        try (Downloads.Download download = services.downloads().open(file, context.environment())) {
            return image(download.content(), config, step, reference);
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE, "cannot download '%s': %s".formatted(source(), e.getMessage()), e);
        }
    }

    /** Addresses may carry secrets behind the path, and everybody who has the image can read its history. */
    private String source() {
        return isUrl() ? file.replaceAll("(?s)[?#].*", "") : file;
    }

    private StoredImage image(InputStream in, ImageConfig config, History step, @Nullable Reference reference) {
        LayerBlob layer = services.rootArchives().read(new BufferedInputStream(in, BUFFER), new LayerFormat.Gzip());
        ImageDraft draft = ImageDraft.of(config).push(layer, Map.of(), step);
        return new NewImage(services.images(), "import")
                .name(
                        draft,
                        List.of(layer),
                        digest -> reference != null ? reference : new Reference(null, UNNAMED, null, digest));
    }
}
