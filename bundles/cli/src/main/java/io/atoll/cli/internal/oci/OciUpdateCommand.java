package io.atoll.cli.internal.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import io.atoll.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll oci update}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci update", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Change the limits of a container.",
        footer = {
            "Examples:",
            "  atoll oci update --memory 64000000 box",
            "  atoll oci update -r resources.json box",
            "",
            "Exit status: 0; 1 if it failed."
        })
public final class OciUpdateCommand extends OciCommand {
    @Option(
            names = {"-r", "--resources"},
            paramLabel = "FILE",
            description =
                    "JSON as 'linux.resources' of a config.json; - for standard input. Flags beside it count more.")
    private @Nullable String resources;

    @Option(names = "--memory", paramLabel = "BYTES", description = "Most memory.")
    private @Nullable Long memory;

    @Option(
            names = "--memory-reservation",
            paramLabel = "BYTES",
            description = "What it is pressed down to when the host runs short.")
    private @Nullable Long memoryReservation;

    @Option(
            names = "--memory-swap",
            paramLabel = "BYTES",
            description = "Most memory and swap together; -1 for no limit.")
    private @Nullable Long memorySwap;

    @Option(names = "--cpu-period", paramLabel = "MICROSECONDS", description = "Of --cpu-quota.")
    private @Nullable Long cpuPeriod;

    @Option(names = "--cpu-quota", paramLabel = "MICROSECONDS", description = "Most processor time in a period.")
    private @Nullable Long cpuQuota;

    @Option(names = "--cpu-share", paramLabel = "WEIGHT", description = "Its weight when processors are short.")
    private @Nullable Long cpuShares;

    @Option(names = "--pids-limit", paramLabel = "NUMBER", description = "Most processes; -1 for no limit.")
    private @Nullable Long pids;

    @Option(names = "--blkio-weight", paramLabel = "WEIGHT", description = "Its weight when disks are busy.")
    private @Nullable Long blkioWeight;

    @Option(names = "--cpuset-cpus", paramLabel = "LIST", description = "Processors it may run on.")
    private @Nullable String cpus;

    @Option(names = "--cpuset-mems", paramLabel = "LIST", description = "Memory nodes it may use.")
    private @Nullable String mems;

    @Parameters(paramLabel = "ID", description = "The container.")
    private String id = "";

    @Activate
    public OciUpdateCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) {
        JsonNode read = resources == null ? Json.object() : Json.parse(file(context, resources), "--resources");
        if (!(read instanceof ObjectNode changes)) {
            throw new AtollException(ErrorCode.INVALID, "--resources: it is no JSON object");
        }
        put(changes, "memory", "limit", memory);
        put(changes, "memory", "reservation", memoryReservation);
        put(changes, "memory", "swap", memorySwap);
        put(changes, "cpu", "period", cpuPeriod);
        put(changes, "cpu", "quota", cpuQuota);
        put(changes, "cpu", "shares", cpuShares);
        put(changes, "pids", "limit", pids);
        put(changes, "blockIO", "weight", blkioWeight);
        put(changes, "cpu", "cpus", cpus);
        put(changes, "cpu", "mems", mems);
        runtime.update(container(context, id), Json.pretty(changes));
        return 0;
    }

    private static void put(ObjectNode changes, String group, String name, @Nullable Object value) {
        if (value != null) {
            ObjectNode members = changes.withObject("/" + group);
            if (value instanceof Long number) {
                members.put(name, number);
            } else {
                members.put(name, value.toString());
            }
        }
    }

    private static byte[] file(CommandContext context, String name) {
        Path path = context.directory().resolve(name);
        try (InputStream in = name.equals("-") ? context.in() : Files.newInputStream(path)) {
            return in.readNBytes(Json.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new AtollException(ErrorCode.INVALID, "cannot read %s: %s".formatted(path, e), e);
        }
    }
}
