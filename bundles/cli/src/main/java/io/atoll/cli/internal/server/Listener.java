package io.atoll.cli.internal.server;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The listening socket: descriptor 0 where the client started this engine, else one made here.
 *
 * @param inherited whether it is descriptor 0. That one is never closed: it is the only one this process will ever get, so
 *     the next incarnation of this bundle needs it, and the JDK would send the engine's log to /dev/null
 */
record Listener(ServerSocketChannel channel, Path path, boolean inherited) {
    static Listener open(Path run) throws IOException {
        Path path = run.resolve("engine.sock");
        Channel inherited = System.inheritedChannel();
        if (inherited instanceof ServerSocketChannel channel && channel.isOpen()) {
            return new Listener(channel, path, true);
        }
        Files.createDirectories(
                run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), 128);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            channel.close();
            throw new AtollException(ErrorCode.KERNEL, "cannot listen on %s: %s".formatted(path, e.getMessage()), e);
        }
        return new Listener(channel, path, false);
    }

    /** The engine ends: no client finds it any more. Those in the queue see the connection end before its hello, and start over. */
    void remove() throws IOException {
        Files.deleteIfExists(path);
    }

    void close() throws IOException {
        if (!inherited) {
            channel.close();
        }
    }
}
