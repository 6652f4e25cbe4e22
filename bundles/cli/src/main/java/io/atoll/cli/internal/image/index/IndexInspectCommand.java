package io.atoll.cli.internal.image.index;

import io.atoll.api.image.Descriptor;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image index inspect}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {
            Command.NAME + "=image index inspect",
            Command.ALIAS + "=manifest inspect",
            Command.GROUP + "=Images"
        })
@picocli.CommandLine.Command(
        description = "Show what an index lists.",
        footer = {
            "Examples:",
            "  atoll image index inspect app:1 | jq -r '.manifests[].platform.architecture'",
            "  atoll image index inspect --format table app:1",
            "  atoll image index inspect --raw app:1 | sha256sum     its digest",
            "",
            "Exit status: 0, or 125 if there is no such index."
        })
public final class IndexInspectCommand implements Command {
    private final Services services;

    @Option(names = "--format", paramLabel = "FORMAT", description = "'json' (default) or 'table'.")
    private String format = "json";

    @Option(names = "--raw", description = "The very bytes that its digest is of.")
    private boolean raw;

    @Parameters(index = "0", paramLabel = "NAME", description = "The index.")
    private String name = "";

    @Activate
    public IndexInspectCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Format chosen = Format.parse(format);
        StoredIndexes indexes = new StoredIndexes(context, services);
        StoredImage index = indexes.get(name);
        if (raw) {
            write(context, indexes.bytes(index));
        } else if (chosen == Format.JSON) {
            Format.print(
                    context,
                    Json.parse(indexes.bytes(index), "index " + index.root().digest()));
        } else {
            Table table = new Table("   ", "PLATFORM", "DIGEST", "SIZE", "MEDIA TYPE", "ANNOTATIONS");
            for (Descriptor entry : indexes.read(index).manifests()) {
                table.row(
                        entry.platform() == null ? "-" : entry.platform().toString(),
                        entry.digest().toString(),
                        Human.size(entry.size()),
                        entry.mediaType(),
                        new TreeMap<>(entry.annotations())
                                .entrySet().stream()
                                        .map(annotation -> annotation.getKey() + "=" + annotation.getValue())
                                        .collect(Collectors.joining(",")));
            }
            table.print(context.out());
        }
        return 0;
    }

    private static void write(CommandContext context, byte[] bytes) {
        try {
            context.out().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a PrintStream never does
        }
    }
}
