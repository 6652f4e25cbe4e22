package io.atoll.cli.internal.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.store.StoredItem;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll system df}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=system df", Command.GROUP + "=Engine"})
@picocli.CommandLine.Command(
        description = "Show what takes space on disk, and what keeps it.",
        footer = {
            "SIZE is what the disk has given to it, directories included. RECLAIMABLE is what 'atoll image prune -a' would free (of",
            "images), 'atoll rm' of the containers that do not run (of containers), 'atoll image prune' (of the engine).",
            "",
            "Fields of a template: .Type .TotalCount .Active .Size .Reclaimable",
            "",
            "Examples:",
            "  atoll system df",
            "  atoll system df -v                   every image, blob and layer, and what keeps it",
            "  atoll system df -v --format json | jq -r '.items[] | select(.kept_by == []) | .path'"
        })
public final class SystemDfCommand implements Command {
    private final Services services;

    @Option(
            names = {"-v", "--verbose"},
            description = "Also list every image, blob and layer.")
    private boolean verbose;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "'table' (default), 'json', or a Go template, after 'table ' in columns.")
    private String format = "table";

    @Activate
    public SystemDfCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Style style = Style.parse(format);
        Usage usage = new Usage(services);
        if (style instanceof Style.Documents) {
            json(context, usage);
        } else if (style instanceof Style.Rows rows) {
            usage.measure(item -> {});
            rows.print(
                    context,
                    Map.of("TotalCount", "TOTAL"),
                    usage.rows().stream().map(SystemDfCommand::fields).toList());
        } else {
            table(context, usage);
        }
        return 0;
    }

    private void table(CommandContext context, Usage usage) {
        Table items = new Table("   ", "KIND", "NAME", "SIZE", "KEPT BY");
        List<StoredItem> found = new ArrayList<>();
        usage.measure(verbose ? found::add : item -> {});
        if (verbose) {
            context.out().println("Images:");
            Table images = new Table("   ", "REFERENCE", "SIZE", "SHARED", "UNIQUE", "CONTAINERS");
            usage.images()
                    .forEach((name, image) -> images.row(
                            name,
                            Human.size(image.size()),
                            Human.size(image.size() - image.unique()),
                            Human.size(image.unique()),
                            Integer.toString(image.containers())));
            images.print(context.out());
            context.out().println("\nEverything, largest first:");
            found.sort(Comparator.comparingLong(StoredItem::bytes).reversed().thenComparing(StoredItem::path));
            found.forEach(item -> items.row(
                    StoredText.kind(item), StoredText.name(item), Human.size(item.bytes()), StoredText.keptBy(item)));
            items.print(context.out());
            context.out().println("\nSum:");
        }
        Table table = new Table("   ", "TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE");
        for (Usage.Row row : usage.rows()) {
            table.row(
                    row.type(),
                    row.total() < 0 ? "-" : Long.toString(row.total()),
                    row.active() < 0 ? "-" : Long.toString(row.active()),
                    Human.size(row.size()),
                    "%s (%d%%)".formatted(Human.size(row.reclaimable()), percent(row)));
        }
        table.print(context.out());
    }

    private static ObjectNode fields(Usage.Row row) {
        return Json.object()
                .put("Type", row.type())
                .put("TotalCount", row.total() < 0 ? "-" : Long.toString(row.total()))
                .put("Active", row.active() < 0 ? "-" : Long.toString(row.active()))
                .put("Size", Human.size(row.size()))
                .put("Reclaimable", "%s (%d%%)".formatted(Human.size(row.reclaimable()), percent(row)));
    }

    private static long percent(Usage.Row row) {
        return row.size() == 0 ? 0 : 100 * row.reclaimable() / row.size();
    }

    /** One item a line, as they are found: a large store has many. */
    private void json(CommandContext context, Usage usage) {
        PrintStream out = context.out();
        out.print("{");
        if (verbose) {
            StringBuilder separator = new StringBuilder("\"items\":[\n");
            usage.measure(item -> {
                out.print(separator);
                out.print(text(StoredText.json(item)));
                separator.setLength(0);
                separator.append(",\n");
            });
            out.print(separator.charAt(0) == ',' ? "\n],\n" : "\"items\":[],\n");
            ArrayNode images = JsonNodeFactory.instance.arrayNode();
            usage.images()
                    .forEach((name, image) -> images.add(Json.object()
                            .put("reference", name)
                            .put("size", image.size())
                            .put("unique", image.unique())
                            .put("containers", image.containers())));
            out.print("\"images\":" + text(images) + ",\n");
        } else {
            usage.measure(item -> {});
        }
        ArrayNode types = JsonNodeFactory.instance.arrayNode();
        for (Usage.Row row : usage.rows()) {
            ObjectNode node = types.addObject().put("type", row.type());
            if (row.total() >= 0) {
                node.put("total", row.total()).put("active", row.active());
            }
            node.put("size", row.size()).put("reclaimable", row.reclaimable());
        }
        out.println("\"types\":" + text(types) + "}");
    }

    private static String text(JsonNode node) {
        return new String(Json.canonical(node), StandardCharsets.UTF_8);
    }
}
