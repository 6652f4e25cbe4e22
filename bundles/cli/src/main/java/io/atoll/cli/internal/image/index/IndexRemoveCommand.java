package io.atoll.cli.internal.image.index;

import io.atoll.api.image.Index;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Parameters;

/** {@code atoll image index rm}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image index rm", Command.ALIAS + "=manifest remove", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Take images out of an index. Prints its new digest.",
        footer = {
            "What attests something of an image goes with it. 'atoll image prune' frees what nothing needs any more; 'atoll image rm NAME' removes",
            "the whole index.",
            "",
            "Examples:",
            "  atoll image index rm app:1 linux/arm64",
            "  atoll image index rm app:1 4bcff63911fc",
            "",
            "Exit status: 0, or 125 if there is no such entry; then nothing is changed."
        })
public final class IndexRemoveCommand implements Command {
    private final Services services;

    @Parameters(index = "0", paramLabel = "NAME", description = "The index.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PLATFORM|DIGEST",
            description = "Platforms, digests or beginnings of digests.")
    private List<String> entries = List.of();

    @Activate
    public IndexRemoveCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        StoredIndexes indexes = new StoredIndexes(context, services);
        context.out()
                .println(indexes.change(name, index -> {
                            Index left = index;
                            for (String entry : entries) {
                                left = IndexEdit.remove(left, entry);
                            }
                            return left;
                        })
                        .digest());
        return 0;
    }
}
