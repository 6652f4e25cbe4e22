package io.atoll.api.runtime;

import java.util.List;

/**
 * Devices of the host a container is given, beside the few every container has (runtime-spec 1.2 config-linux.md#devices).
 *
 * @param rules what its control group lets it do with devices whether it has a node of them or not: {@code c 10:229 rwm}, {@code b *:* m}, as in the kernel's documentation
 */
public record Devices(List<Mapping> mappings, List<String> rules) {
    public static final Devices NONE = new Devices(List.of(), List.of());

    public Devices {
        mappings = List.copyOf(mappings);
        rules = List.copyOf(rules);
    }

    /**
     * A device, or every device in a directory. Its number is looked up when the container is started.
     *
     * @param source absolute host path; links are followed
     * @param target absolute path inside, below {@code /dev}
     * @param access of {@code r}, {@code w} and {@code m} (mknod)
     */
    public record Mapping(String source, String target, String access) {}
}
