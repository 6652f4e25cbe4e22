package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say whose namespaces a container has, and what is set in them. */
public final class NamespaceOptions {
    private static final String CONTAINER = "container:";
    private static final String PRIVATE = "private";
    private static final String NONE = "none";

    @Option(
            names = "--pid",
            paramLabel = "NAMESPACE",
            description = "The processes it sees: its own ('private', default), the 'host' ones, or container:NAME.")
    private String pid = PRIVATE;

    @Option(
            names = "--ipc",
            paramLabel = "NAMESPACE",
            description = "Its shared memory: its own ('private', default, or 'shareable', which is the same here), the"
                    + " 'host' one, container:NAME, or its own without /dev/shm ('none').")
    private String ipc = PRIVATE;

    @Option(
            names = "--uts",
            paramLabel = "NAMESPACE",
            description = "Its host name: its own ('private', default), or the 'host' one.")
    private String uts = PRIVATE;

    @Option(
            names = "--cgroupns",
            paramLabel = "NAMESPACE",
            description = "What it sees of control groups: its own ('private', default), or all of the 'host'.")
    private String cgroup = PRIVATE;

    @Option(names = "--shm-size", paramLabel = "SIZE", description = "The size of its /dev/shm: 64m by default.")
    private @Nullable String sharedMemorySize;

    @Option(
            names = "--sysctl",
            paramLabel = "NAME=VALUE",
            description = "Set a kernel parameter of its own namespaces, for example net.core.somaxconn=1024.")
    private List<String> sysctls = List.of();

    /**
     * What was asked for.
     *
     * @param network whose network it is
     * @throws AtollException INVALID
     */
    Namespaces namespaces(Source network) {
        boolean none = ipc.equals(NONE);
        return new Namespaces(
                source("--pid", pid),
                none || ipc.equals("shareable") ? new Source.Own() : source("--ipc", ipc),
                source("--uts", uts),
                source("--cgroupns", cgroup),
                network,
                !none,
                Sizes.parse("--shm-size", sharedMemorySize),
                parameters());
    }

    /** The container that {@code container:NAME} names; null if it is not of that form. */
    static @Nullable Source another(String text) {
        return text.startsWith(CONTAINER) && text.length() > CONTAINER.length()
                ? new Source.Of(text.substring(CONTAINER.length()))
                : null;
    }

    private static Source source(String flag, String text) {
        Source other = flag.equals("--pid") || flag.equals("--ipc") ? another(text) : null;
        if (other != null) {
            return other;
        }
        return switch (text) {
            case PRIVATE, "" -> new Source.Own();
            case "host" -> new Source.Host();
            default -> throw new AtollException(ErrorCode.INVALID, "invalid namespace %s '%s'".formatted(flag, text));
        };
    }

    private Map<String, String> parameters() {
        Map<String, String> map = new LinkedHashMap<>();
        for (String sysctl : sysctls) {
            int equals = sysctl.indexOf('=');
            if (equals <= 0) {
                throw new AtollException(
                        ErrorCode.INVALID, "invalid --sysctl '%s': expected NAME=VALUE".formatted(sysctl));
            }
            map.put(sysctl.substring(0, equals), sysctl.substring(equals + 1));
        }
        return map;
    }
}
