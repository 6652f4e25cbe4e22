package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.Security;
import io.atoll.runtime.internal.device.DeviceChecks;
import io.atoll.runtime.internal.device.HostDevices;
import io.atoll.runtime.internal.dns.DnsChecks;
import io.atoll.runtime.internal.limits.Ulimits;
import io.atoll.runtime.internal.namespace.Sysctls;
import io.atoll.runtime.internal.security.SecurityChecks;

/**
 * Whether a container can have the rights, namespaces and devices that are asked for, before anything of it is made. What is asked for comes back in normal form. Every
 * method throws INVALID or UNSUPPORTED.
 */
final class IsolationChecks {
    private final NamespaceOwners owners;
    private final SecurityChecks rights;
    private final HostDevices host;

    IsolationChecks(NamespaceOwners owners, SecurityChecks rights, HostDevices host) {
        this.owners = owners;
        this.rights = rights;
        this.host = host;
    }

    Security security(ContainerSpec spec) {
        return rights.checked(spec.security());
    }

    Devices devices(ContainerSpec spec) {
        return DeviceChecks.checked(spec.devices(), host);
    }

    ProcessLimits processLimits(ContainerSpec spec) {
        Ulimits.check(spec.processLimits());
        return spec.processLimits();
    }

    Dns dns(ContainerSpec spec) {
        DnsChecks.check(spec.dns());
        return spec.dns();
    }

    /** @throws AtollException also NOT_FOUND for a container whose namespaces it is to have */
    Namespaces namespaces(ContainerSpec spec) {
        Namespaces namespaces = spec.namespaces();
        if (namespaces.equals(Namespaces.DEFAULT)) {
            return namespaces;
        }
        Long size = namespaces.sharedMemorySize();
        if (size != null && size <= 0) {
            throw new AtollException(ErrorCode.INVALID, "the size of /dev/shm has to be more than 0: " + size);
        }
        boolean joined = !(namespaces.network() instanceof Source.Own);
        if (joined && spec.network() != Network.NONE) {
            throw conflict("a network of its own choice", "another container's network");
        }
        Sysctls.check(namespaces, !joined && spec.network() == Network.NONE);
        return owners.byId(namespaces);
    }

    /** Its host name; empty for one that it does not set. */
    String hostname(ContainerSpec spec, String id) {
        Namespaces namespaces = spec.namespaces();
        String name = spec.hostname();
        boolean named = name != null || spec.dns().domain() != null;
        if (!(namespaces.uts() instanceof Source.Own)) {
            if (named) {
                throw conflict("a host or domain name", "a uts namespace that is not its own");
            }
            return "";
        }
        if (namespaces.network() instanceof Source.Of other) {
            if (named || !spec.dns().equals(Dns.DEFAULT)) {
                throw conflict("a host name, name servers or hosts", "another container's network: it has that one's");
            }
            return owners.hostname(other.container());
        }
        return name != null ? checked(name) : spec.network() == Network.HOST ? "" : id.substring(0, 12);
    }

    private static String checked(String hostname) {
        if (hostname.length() > 64 || !hostname.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid host name '%s': at most 64 printable ASCII characters".formatted(hostname));
        }
        return hostname;
    }

    private static AtollException conflict(String one, String other) {
        return new AtollException(
                ErrorCode.INVALID,
                "conflicting options: a container cannot have %s together with %s".formatted(one, other));
    }
}
