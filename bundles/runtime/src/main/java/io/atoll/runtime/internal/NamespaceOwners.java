package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.runtime.internal.namespace.Kind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Finds the containers whose namespaces another has. */
final class NamespaceOwners {
    private final Containers containers;

    NamespaceOwners(Containers containers) {
        this.containers = containers;
    }

    /** The same, other containers by their ids: names may be given to others later. */
    Namespaces byId(Namespaces asked) {
        return new Namespaces(
                byId(asked.pid()),
                byId(asked.ipc()),
                byId(asked.uts()),
                byId(asked.cgroup()),
                byId(asked.network()),
                asked.sharedMemory(),
                asked.sharedMemorySize(),
                asked.sysctls());
    }

    /** The host name another container has. */
    String hostname(String container) {
        return containers.get(container).config().hostname();
    }

    private Source byId(Source source) {
        return source instanceof Source.Of other
                ? new Source.Of(containers.get(other.container()).config().id())
                : source;
    }

    /**
     * Whose namespaces a container gets if it is started now.
     *
     * @throws AtollException CONFLICT if one of the others does not run, or is gone
     */
    Map<Kind, Owner> of(ContainerConfig config) {
        Map<Kind, Owner> owners = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            owners.put(kind, owner(config, kind));
        }
        return owners;
    }

    private Owner owner(ContainerConfig config, Kind kind) {
        return switch (kind.source(config.namespaces(), config.network())) {
            case Source.Own own -> Owner.ITSELF;
            case Source.Host host -> Owner.HOST;
            case Source.Of source -> {
                ContainerEntry other = find(config, kind, source.container());
                // What that one has of the host is the host's; what it has of a third it has while it runs.
                boolean host =
                        kind.source(other.config().namespaces(), other.config().network()) instanceof Source.Host;
                yield host ? Owner.HOST : new Owner.Other(running(config, kind, other));
            }
        };
    }

    /** The container whose network another is in; itself if it has its own, or the host's. */
    ContainerConfig networkOwner(ContainerConfig config) {
        ContainerConfig owner = config;
        while (owner.namespaces().network() instanceof Source.Of other) {
            owner = find(config, Kind.NETWORK, other.container()).config();
        }
        return owner;
    }

    private ContainerEntry find(ContainerConfig config, Kind kind, String id) {
        try {
            return containers.get(id);
        } catch (AtollException e) {
            throw conflict(config, kind, id.substring(0, Math.min(12, id.length())), "is gone; make this one again");
        }
    }

    private static ContainerProcess running(ContainerConfig config, Kind kind, ContainerEntry other) {
        String name = other.config().name();
        return other.refresh(Instant.now())
                .process()
                .orElseThrow(() ->
                        conflict(config, kind, name, "is not running; 'atoll start %s' starts it".formatted(name)));
    }

    private static AtollException conflict(ContainerConfig config, Kind kind, String other, String why) {
        return new AtollException(
                ErrorCode.CONFLICT,
                "cannot start container %s in the %s namespace of container %s: that one %s"
                        .formatted(config.name(), kind, other, why));
    }

    /** Whose a namespace is at this moment. */
    sealed interface Owner {
        Owner ITSELF = new Itself();
        Owner HOST = new Host();

        record Itself() implements Owner {}

        record Host() implements Owner {}

        /** A running container's, by its first process. */
        record Other(ContainerProcess process) implements Owner {}
    }
}
