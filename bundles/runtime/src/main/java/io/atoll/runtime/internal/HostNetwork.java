package io.atoll.runtime.internal;

import io.atoll.api.runtime.ContainerSpec.Network;
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

    NetworkFiles files(ContainerConfig config) {
        if (config.network() == Network.HOST) {
            String name = config.hostname().isEmpty() ? hostname() : config.hostname();
            return new NetworkFiles(name, read(etc.resolve("hosts")), read(etc.resolve("resolv.conf")));
        }
        String name = config.hostname().isEmpty() ? "localhost" : config.hostname();
        return new NetworkFiles(name, LOOPBACK + "127.0.0.1\t" + name + "\n", "");
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
