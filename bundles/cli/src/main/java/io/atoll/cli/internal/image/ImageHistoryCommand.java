package io.atoll.cli.internal.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Columns;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Human;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.output.Table;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll image history}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=image history", Command.ALIAS + "=history", Command.GROUP + "=Images"})
@picocli.CommandLine.Command(
        description = "Show how an image was made, the last step first.",
        footer = {
            "SIZE is that of the step's layer as it is stored, compressed. A step that made no layer has 0B; a layer of which the image",
            "does not say how it was made is shown all the same.",
            "",
            "Fields of a template: .ID .CreatedAt .CreatedSince .CreatedBy .Size .Comment .Layer",
            "",
            "Examples:",
            "  atoll image history alpine",
            "  atoll image history --no-trunc --format '{{.Size}} {{.CreatedBy}}' alpine",
            "",
            "Exit status: 0; 125 if there is no such image."
        })
public final class ImageHistoryCommand implements Command {
    private static final Map<String, String> HEADINGS =
            Map.of("ID", "IMAGE", "CreatedSince", "CREATED", "CreatedBy", "CREATED BY");
    private static final String MISSING = "<missing>";
    private static final int COMMAND_WIDTH = 45;

    private final Services services;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "'table' (default), 'json', or a Go template, after 'table ' in columns.")
    private String format = "table";

    @Option(names = "--no-trunc", description = "Nothing is cut off.")
    private boolean whole;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the ids.")
    private boolean quiet;

    @Option(
            names = {"-H", "--human"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOLEAN",
            description = "Times and sizes in words; true unless --human=false.")
    private boolean human = true;

    @Parameters(paramLabel = "IMAGE", description = "Name, or beginning of a digest.")
    private String name = "";

    @Activate
    public ImageHistoryCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Style style = Style.parse(format);
        StoredImage image = Images.get(context, services, name);
        List<ImageSteps.Step> steps = ImageSteps.of(image).reversed();
        if (style instanceof Style.Documents) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            steps.forEach(step -> array.add(json(step)));
            Format.print(context, array);
            return 0;
        }
        Instant now = Instant.now();
        Table table = new Table("   ", "IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT");
        List<ObjectNode> rows = new java.util.ArrayList<>();
        for (ImageSteps.Step step : steps) {
            ObjectNode row = fields(image, step, rows.isEmpty(), now);
            rows.add(row);
            table.row(
                    row.path("ID").asText(),
                    row.path(human ? "CreatedSince" : "CreatedAt").asText(),
                    row.path("CreatedBy").asText(),
                    row.path("Size").asText(),
                    row.path("Comment").asText());
        }
        if (quiet) {
            rows.forEach(row -> context.out().println(row.path("ID").asText()));
        } else if (style instanceof Style.Rows template) {
            template.print(context, HEADINGS, rows);
        } else {
            table.print(context.out());
        }
        return 0;
    }

    private ObjectNode fields(StoredImage image, ImageSteps.Step step, boolean top, Instant now) {
        String id = whole
                ? image.descriptor().digest().toString()
                : image.descriptor().digest().shortHex();
        String command = step.history().createdBy().strip().replaceAll("\\s+", " ");
        Instant created = step.created();
        ObjectNode row = Json.object();
        row.put("ID", top ? id : MISSING);
        row.put("CreatedAt", created == null ? "N/A" : created.toString());
        row.put("CreatedSince", created == null ? "N/A" : Human.ago(created, now));
        row.put("CreatedBy", whole ? command : Columns.cut(command, COMMAND_WIDTH));
        row.put("Size", human ? Human.size(step.size()) : Long.toString(step.size()));
        row.put("Comment", step.comment());
        row.put("Layer", step.layer() == null ? "" : step.layer().digest().toString());
        return row;
    }

    private static ObjectNode json(ImageSteps.Step step) {
        ObjectNode node = Json.object();
        node.put("created", step.history().created());
        node.put("created_by", step.history().createdBy());
        node.put("comment", step.comment());
        node.put("empty_layer", step.history().emptyLayer());
        node.put("layer", step.layer() == null ? null : step.layer().digest().toString());
        node.put("size", step.size());
        return node;
    }
}
