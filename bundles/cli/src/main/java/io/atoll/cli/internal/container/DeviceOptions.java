package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Devices.Mapping;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that give a container devices. */
public final class DeviceOptions {
    private static final String ACCESS = "[rwm]{1,3}";

    @Option(
            names = "--device",
            paramLabel = "PATH[:TARGET[:rwm]]",
            description = "Give it a device, or those in a directory; with another name, or not to (r)ead, (w)rite and"
                    + " (m)ake, but only to do some of it.")
    private List<String> devices = List.of();

    @Option(
            names = "--device-cgroup-rule",
            paramLabel = "RULE",
            description = "Let it use devices that are not there yet: 'c 189:* rmw'.")
    private List<String> rules = List.of();

    /** @throws AtollException INVALID */
    Devices devices() {
        return new Devices(devices.stream().map(DeviceOptions::parse).toList(), rules);
    }

    private static Mapping parse(String text) {
        String[] parts = text.split(":", -1);
        String source = parts[0];
        boolean fits = source.startsWith("/")
                && switch (parts.length) {
                    case 1 -> true;
                    case 2 -> parts[1].startsWith("/") || parts[1].matches(ACCESS);
                    case 3 -> parts[1].startsWith("/") && parts[2].matches(ACCESS);
                    default -> false;
                };
        if (!fits) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid device '%s': expected an absolute path and perhaps another one inside and an access,"
                                    .formatted(text)
                            + " for example /dev/fuse:/dev/fuse:rw");
        }
        String target = parts.length > 1 && parts[1].startsWith("/") ? parts[1] : source;
        String access = parts.length == 3 ? parts[2] : parts.length == 2 && !target.equals(parts[1]) ? parts[1] : "rwm";
        return new Mapping(source, target, access);
    }
}
