package io.atoll.cli.internal.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.image.Platform;
import io.atoll.api.runtime.Container;
import io.atoll.api.storage.StorageDriver;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.container.Memory;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll info}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=info", Command.GROUP + "=Engine"})
@picocli.CommandLine.Command(
        description = "Show where everything is, what works here, and how much there is.",
        footer = {
            "Examples:",
            "  atoll info",
            "  atoll info --format '{{.root}} {{.storage.overlay}}'",
            "  atoll info --format json | jq '.storage'"
        })
public final class InfoCommand implements Command {
    private final Services services;

    @Option(names = "--format", paramLabel = "FORMAT", description = "'table' (default), 'json', or a Go template.")
    private String format = "table";

    @Activate
    public InfoCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Style style = Style.parse(format);
        ObjectNode info = information();
        if (style instanceof Style.Documents) {
            Format.print(context, info);
        } else if (style instanceof Style.Rows rows) {
            rows.print(context, info);
        } else {
            info.properties().forEach(entry -> print(context, entry.getKey(), entry.getValue()));
        }
        return 0;
    }

    private static void print(CommandContext context, String name, JsonNode value) {
        if (value.isObject()) {
            context.out().println(name + ":");
            value.properties()
                    .forEach(entry -> context.out()
                            .println("  %-11s %s"
                                    .formatted(
                                            entry.getKey() + ":",
                                            entry.getValue().asText())));
        } else {
            context.out().println("%-13s %s".formatted(name + ":", value.asText()));
        }
    }

    private ObjectNode information() {
        Services.Engine engine = services.engine();
        ObjectNode info = Json.object();
        info.put("version", engine.version());
        info.put("root", engine.root().toString());
        info.put("run", engine.run().toString());
        info.put("home", engine.home().toString());
        counts(info);
        ObjectNode storage = info.putObject("storage");
        for (StorageDriver driver : services.storageDrivers()) {
            storage.put(
                    driver.name(),
                    driver.unavailable(engine.root().resolve("containers")).orElse("available"));
        }
        info.put("bundles", engine.bundles());
        info.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        info.put("memory", Memory.text());
        info.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        info.put("platform", Platform.host().toString());
        return info;
    }

    /** Information is also for when something is missing: that is then what is shown. */
    private void counts(ObjectNode info) {
        try {
            List<Container> containers = services.containers().list();
            long running = containers.stream().filter(Container::isRunning).count();
            info.put("containers", "%d, %d running".formatted(containers.size(), running));
        } catch (AtollException e) {
            info.put("containers", e.getMessage());
        }
        try {
            info.put("images", Integer.toString(services.images().images().size()));
        } catch (AtollException e) {
            info.put("images", e.getMessage());
        }
    }
}
