package io.atoll.runtime.internal;

import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Dns;
import io.atoll.runtime.internal.dns.ResolvConf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Network files from the host's own, which are read again only when they changed. */
final class HostNetwork {
    private static final String LOOPBACK = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            """;

    private final Map<Path, Read> files = new ConcurrentHashMap<>();
    private final Path etc;
    private final Path kernelHostname;

    private record Read(FileTime changed, String content) {}

    HostNetwork(Path etc, Path kernelHostname) {
        this.etc = etc;
        this.kernelHostname = kernelHostname;
    }

    /** @param config of the container whose network it is */
    NetworkFiles files(ContainerConfig config) {
        Dns dns = config.dns();
        if (config.network() == Network.HOST) {
            String name = config.hostname().isEmpty() ? hostname() : config.hostname();
            return new NetworkFiles(
                    name, hosts(read(etc.resolve("hosts")), dns), ResolvConf.of(dns, read(etc.resolve("resolv.conf"))));
        }
        String name = config.hostname().isEmpty() ? "localhost" : config.hostname();
        String names = dns.domain() == null ? name : "%s.%s %s".formatted(name, dns.domain(), name);
        return new NetworkFiles(name, hosts(LOOPBACK + "127.0.0.1\t" + names + "\n", dns), ResolvConf.of(dns, ""));
    }

    private static String hosts(String common, Dns dns) {
        if (dns.hosts().isEmpty()) {
            return common;
        }
        StringBuilder text = new StringBuilder(common);
        dns.hosts()
                .forEach(host -> text.append(host.address())
                        .append('\t')
                        .append(host.name())
                        .append('\n'));
        return text.toString();
    }

    private String hostname() {
        try {
            return Files.readString(kernelHostname).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** What cannot be read is empty: a host without the file has nothing to say there. */
    private String read(Path file) {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            Read known = files.get(file);
            if (known == null || !known.changed().equals(changed)) {
                known = new Read(changed, Files.readString(file));
                files.put(file, known);
            }
            return known.content();
        } catch (IOException e) {
            return "";
        }
    }
}
