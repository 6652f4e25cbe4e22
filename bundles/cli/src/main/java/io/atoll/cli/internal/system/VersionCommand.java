package io.atoll.cli.internal.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.image.Platform;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.output.Format;
import io.atoll.cli.internal.output.Style;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll version}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=version", Command.GROUP + "=Engine"})
@picocli.CommandLine.Command(
        description = "Print the versions of what runs here.",
        footer = {"Examples:", "  atoll version --format '{{.engine}}'"})
public final class VersionCommand implements Command {
    private final Services services;

    @Option(names = "--format", paramLabel = "FORMAT", description = "'table' (default), 'json', or a Go template.")
    private String format = "table";

    @Option(names = "--short", description = "Only Atoll's own, in one line.")
    private boolean brief;

    @Activate
    public VersionCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        Style style = Style.parse(format);
        Map<String, String> versions = versions();
        if (brief) {
            context.out().println("atoll " + versions.get("engine"));
        } else if (style instanceof Style.Plain) {
            versions.forEach((name, value) -> context.out().println("%-9s %s".formatted(name + ":", value)));
        } else {
            ObjectNode node = Json.object();
            versions.forEach(node::put);
            if (style instanceof Style.Rows rows) {
                rows.print(context, node);
            } else {
                Format.print(context, node);
            }
        }
        return 0;
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("engine", services.engine().version());
        versions.put("api", apiVersion());
        versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        versions.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        versions.put("platform", Platform.host().toString());
        return versions;
    }

    /** The version that the API's packages are exported with. */
    private static String apiVersion() {
        Bundle api = FrameworkUtil.getBundle(Platform.class);
        return api == null ? "none" : api.getVersion().toString().replace(".SNAPSHOT", "-SNAPSHOT");
    }
}
