package io.atoll.cli.internal.volume;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll volume create}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=volume create", Command.GROUP + "=Volumes"})
@picocli.CommandLine.Command(
        description = "Make a volume, and print its name.",
        footer = {
            "A volume that is there already stays as it is. Without a name one is made up.",
            "Options of the driver 'local': none for a directory of the engine's own; type=none, device=/PATH and o=bind for a host",
            "directory; type=tmpfs, device=tmpfs and for example o=size=64m,mode=1777 for memory, which each container gets for itself.",
            "",
            "Examples:",
            "  atoll volume create data",
            "  atoll volume create --label stage=test data",
            "  atoll volume create -o type=none -o o=bind -o device=/srv/data data",
            "",
            "Exit status: 0; 125 if it could not be made."
        })
public final class VolumeCreateCommand implements Command {
    private final Services services;

    @Option(
            names = {"-d", "--driver"},
            paramLabel = "DRIVER",
            description = "'local' (default), the only one.")
    private String driver = VolumeSpec.LOCAL;

    @Option(names = "--label", paramLabel = "NAME[=VALUE]", description = "Attach a label.")
    private List<String> labels = List.of();

    @Option(
            names = {"-o", "--opt"},
            paramLabel = "NAME=VALUE",
            description = "An option of the driver; see below.")
    private List<String> options = List.of();

    @Parameters(arity = "0..1", paramLabel = "VOLUME-NAME", description = "Its name.")
    private @Nullable String name;

    @Activate
    public VolumeCreateCommand(@Reference Services services) {
        this.services = services;
    }

    @Override
    public int run(CommandContext context) {
        for (String option : options) {
            if (option.indexOf('=') <= 0) {
                throw new AtollException(
                        ErrorCode.INVALID, "invalid option '%s': expected NAME=VALUE".formatted(option));
            }
        }
        VolumeSpec spec = new VolumeSpec(name, driver, map(labels), map(options));
        context.out().println(services.volumes().create(spec).name());
        return 0;
    }

    private static Map<String, String> map(List<String> pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            map.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return map;
    }
}
