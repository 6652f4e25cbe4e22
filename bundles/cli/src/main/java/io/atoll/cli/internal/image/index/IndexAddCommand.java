package io.atoll.cli.internal.image.index;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Platform;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image index add}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image index add", Command.ALIAS + "=manifest add", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Add stored images to an index. Prints its new digest.",
        footer = {
            "An image for a platform that the index has takes the place of the one that is there, and of what attests something of that one.",
            "--platform says which image of an index is added; --os, --arch and the like what the entry says instead of what the image's",
            "configuration says.",
            "",
            "Examples:",
            "  atoll image index add app:1 app:arm64",
            "  atoll image index add app:1 --platform linux/s390x alpine:3.21",
            "  atoll image index add app:1 --all other:1",
            "  atoll image index add app:1 --arch arm --variant v7 app:armhf",
            "",
            "Exit status: 0, or 125 if it could not be changed."
        })
public final class IndexAddCommand implements Command {
    private final Services services;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Of an index take the image for this platform instead of this machine's.")
    private @Nullable String platform;

    @Option(names = "--all", description = "Of images that are indexes take everything they list.")
    private boolean all;

    @Mixin
    private EntryOptions options = new EntryOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The index.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Stored images.")
    private List<String> images = List.of();

    @Activate
    public IndexAddCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        if (all && (platform != null || options.isPlatformGiven())) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "--all takes every image as it is listed: leave out --platform, --os, --arch and the like");
        }
        Platform wanted = platform == null ? null : Platform.parse(platform);
        StoredIndexes indexes = new StoredIndexes(context, services);
        var unused = indexes.get(name);
        List<Descriptor> entries = new ArrayList<>();
        for (String image : images) {
            entries.addAll(new NewEntries(context, services).of(image, wanted, all, options));
        }
        context.out()
                .println(indexes.change(name, index -> IndexEdit.add(index, entries))
                        .digest());
        return 0;
    }
}
