package io.atoll.cli.internal.image.index;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code atoll image index annotate}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {
            Command.NAME + "=image index annotate",
            Command.ALIAS + "=manifest annotate",
            Command.GROUP + "=Images"
        })
@picocli.CommandLine.Command(
        description = "Change what an index says of itself or of an image. Prints its new digest.",
        footer = {
            "Examples:",
            "  atoll image index annotate app:1 --annotation org.opencontainers.image.version=1.2",
            "  atoll image index annotate app:1 linux/arm --variant v7",
            "",
            "Exit status: 0, or 125 if there is no such entry; then nothing is changed."
        })
public final class IndexAnnotateCommand implements Command {
    private final Services services;

    @Mixin
    private EntryOptions options = new EntryOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The index.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PLATFORM|DIGEST",
            description = "The entry; the index itself where none is given.")
    private @Nullable String entry;

    @Activate
    public IndexAnnotateCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        String which = entry;
        if (which == null && options.isPlatformGiven()) {
            throw new AtollException(
                    ErrorCode.INVALID, "only an image has a platform: say which entry, by its platform or digest");
        }
        if (!options.isPlatformGiven() && options.annotations().isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID, "there is nothing to change: give --annotation, or --os, --arch and the like");
        }
        context.out()
                .println(new StoredIndexes(context, services)
                        .change(
                                name,
                                index -> which == null
                                        ? IndexEdit.annotate(index, options.annotations())
                                        : IndexEdit.change(index, which, options::apply))
                        .digest());
        return 0;
    }
}
