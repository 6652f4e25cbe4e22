package io.atoll.runtime.internal.cgroup;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.posix.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sets which devices the processes of a group may use. */
final class DeviceControl {
    private final Syscalls syscalls;

    DeviceControl(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /**
     * Of a new group, in which nothing runs yet.
     *
     * @throws AtollException UNSUPPORTED if version 1 has no words for the rules
     */
    void apply(Path group, boolean unified, List<DeviceRule> rules) throws IOException {
        if (!unified) {
            applyVersion1(group, rules);
        } else if (!rules.equals(DeviceRule.EVERYTHING)) {
            int program = syscalls.loadDeviceProgram(DeviceProgram.bytes(DeviceProgram.of(rules)));
            try {
                int directory = syscalls.open(group, Syscalls.O_RDONLY | Syscalls.O_DIRECTORY | Syscalls.O_CLOEXEC, 0);
                try {
                    syscalls.attachDeviceProgram(directory, program);
                } finally {
                    syscalls.close(directory);
                }
            } finally {
                syscalls.close(program);
            }
        }
    }

    /** A list of exceptions from all or from nothing: one that was made is taken away only by naming it again. */
    private static void applyVersion1(Path group, List<DeviceRule> rules) throws IOException {
        List<DeviceRule> exceptions = new ArrayList<>();
        boolean everything = true;
        for (DeviceRule rule : rules) {
            if (rule.isAboutAll()) {
                everything = rule.allow();
                exceptions.clear();
            } else if (rule.allow() == everything) {
                for (DeviceRule exception : List.copyOf(exceptions)) {
                    if (exception.overlaps(rule) && !exception.isAboutTheSame(rule)) {
                        throw new AtollException(
                                ErrorCode.UNSUPPORTED,
                                "cannot set the device rule '%s' after '%s': control groups of version 1 cannot make an exception from an exception"
                                        .formatted(rule.text(), exception.text()));
                    }
                }
            } else {
                exceptions.add(rule);
            }
            write(group, rule);
        }
    }

    private static void write(Path group, DeviceRule rule) throws IOException {
        Path file = group.resolve(rule.allow() ? "devices.allow" : "devices.deny");
        if (rule.allow()
                && rule.isAboutAll()
                && Files.readString(group.resolve("devices.list")).startsWith("a ")) {
            return; // It refuses to be told again below a group that does not allow everything.
        }
        try {
            ControlGroup.put(file, rule.text());
        } catch (IOException e) {
            throw new IOException("%s into %s: %s".formatted(rule.text(), file, e.getMessage()), e);
        }
    }
}
