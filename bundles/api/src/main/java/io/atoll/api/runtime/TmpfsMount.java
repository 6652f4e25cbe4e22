package io.atoll.api.runtime;

import java.util.List;

/**
 * Memory, empty at each start.
 *
 * @param options as {@code mount -t tmpfs -o} takes them: {@code size=64m}, {@code mode=1777}, {@code ro}, {@code exec} …; {@code nosuid,nodev,noexec} hold unless their opposites are there
 */
public record TmpfsMount(String target, List<String> options) implements Mount {
    public TmpfsMount {
        options = List.copyOf(options);
    }

    @Override
    public boolean readOnly() {
        return options.lastIndexOf("ro") > options.lastIndexOf("rw");
    }
}
