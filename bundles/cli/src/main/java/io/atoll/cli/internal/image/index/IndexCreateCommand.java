package io.atoll.cli.internal.image.index;

import io.atoll.api.image.Descriptor;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image index create}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image index create", Command.ALIAS + "=manifest create", Command.GROUP + "=Images"
        })
@picocli.CommandLine.Command(
        description = "Make an index of stored images: one name for several platforms. Prints its digest.",
        footer = {
            "Entries are in the order of the images; each says of its platform what the image's configuration says. Of an image that is an",
            "index itself the image for this machine is taken, or with --all everything it lists.",
            "",
            "Examples:",
            "  atoll image index create registry.example.org/app:1 app:amd64 app:arm64",
            "  atoll image index create app:1              an empty one, to add to",
            "  atoll image index create --amend app:1 app:riscv64",
            "",
            "Exit status: 0, or 125 if it could not be made; then nothing is changed."
        })
public final class IndexCreateCommand implements Command {
    private final Services services;

    @Option(names = "--all", description = "Of images that are indexes take everything they list.")
    private boolean all;

    @Option(
            names = {"-a", "--amend"},
            description = "Add to an index of this name, should there be one.")
    private boolean amend;

    @Option(
            names = "--annotation",
            paramLabel = "NAME=VALUE",
            description = "An annotation of the index; may be repeated.")
    private List<String> annotations = List.of();

    @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "IMAGE", description = "Stored images.")
    private List<String> images = List.of();

    @Activate
    public IndexCreateCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Map<String, String> its = EntryOptions.parse(annotations);
        List<Descriptor> entries = new ArrayList<>();
        for (String image : images) {
            entries.addAll(new NewEntries(context, services).of(image, null, all, new EntryOptions()));
        }
        Descriptor made = new StoredIndexes(context, services)
                .create(name, amend, index -> IndexEdit.annotate(IndexEdit.add(index, entries), its));
        context.out().println(made.digest());
        return 0;
    }
}
