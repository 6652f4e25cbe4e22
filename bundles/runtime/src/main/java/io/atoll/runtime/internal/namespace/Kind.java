package io.atoll.runtime.internal.namespace;

import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The namespaces a container may have from somebody else, by the names of launch plans. The mount namespace is always its own. */
public enum Kind {
    PID,
    IPC,
    UTS,
    CGROUP,
    NETWORK;

    /** Whose it is. */
    public Source source(Namespaces namespaces, Network network) {
        return switch (this) {
            case PID -> namespaces.pid();
            case IPC -> namespaces.ipc();
            case UTS -> namespaces.uts();
            case CGROUP -> namespaces.cgroup();
            case NETWORK ->
                namespaces.network() instanceof Source.Own && network == Network.HOST
                        ? new Source.Host()
                        : namespaces.network();
        };
    }

    /** The mount namespace and those of these, as plans list them. */
    public static String list(Predicate<Kind> wanted) {
        return Stream.concat(
                        Stream.of("mount"), Stream.of(values()).filter(wanted).map(Kind::toString))
                .collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
