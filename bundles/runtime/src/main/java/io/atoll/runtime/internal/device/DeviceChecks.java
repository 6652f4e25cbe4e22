package io.atoll.runtime.internal.device;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Devices.Mapping;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** Whether devices that were asked for can be given. */
public final class DeviceChecks {
    /** Links, or file systems of their own. */
    private static final Set<String> TAKEN =
            Set.of("fd", "stdin", "stdout", "stderr", "ptmx", "pts", "shm", "mqueue", "console");

    private DeviceChecks() {}

    /**
     * The same with normal paths and rules.
     *
     * @throws AtollException INVALID if a path, an access or a rule is wrong, or there is no such device
     */
    public static Devices checked(Devices devices, HostDevices host) {
        if (devices.equals(Devices.NONE)) {
            return devices;
        }
        Devices normal = new Devices(
                devices.mappings().stream().map(DeviceChecks::normal).toList(),
                devices.rules().stream().map(String::strip).toList());
        normal.rules().forEach(DeviceRules::parse);
        normal.mappings().forEach(host::find);
        return normal;
    }

    private static Mapping normal(Mapping mapping) {
        Path target;
        try {
            target = Path.of(mapping.target()).normalize();
            if (!Path.of(mapping.source()).isAbsolute()) {
                throw invalid(mapping.source(), "it is not an absolute path");
            }
        } catch (InvalidPathException e) {
            throw invalid(mapping.source(), e.getReason());
        }
        if (!target.startsWith("/dev") || target.getNameCount() < 2) {
            throw invalid(
                    mapping.source(),
                    "'%s' is not below /dev: device files have no effect elsewhere in a container"
                            .formatted(mapping.target()));
        }
        if (TAKEN.contains(target.getName(1).toString())) {
            throw invalid(mapping.source(), "a container has its own '%s'".formatted(target));
        }
        if (!mapping.access().matches("[rwm]{1,3}")
                || DeviceRules.inOrder(mapping.access()).length()
                        != mapping.access().length()) {
            throw invalid(
                    mapping.source(), "'%s' is not an access: expected of r, w and m".formatted(mapping.access()));
        }
        return new Mapping(mapping.source(), target.toString(), DeviceRules.inOrder(mapping.access()));
    }

    private static AtollException invalid(String device, String why) {
        return new AtollException(ErrorCode.INVALID, "cannot use the device '%s': %s".formatted(device, why));
    }
}
