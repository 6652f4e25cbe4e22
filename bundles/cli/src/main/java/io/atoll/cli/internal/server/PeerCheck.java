package io.atoll.cli.internal.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;

/** Admits the engine's own user, and root. */
final class PeerCheck implements Predicate<SocketChannel> {
    private final Set<UserPrincipal> admitted;

    /** The owner of {@code /proc/self} is this process's user. */
    PeerCheck() throws IOException {
        this(Set.of(Files.getOwner(Path.of("/proc/self"))));
    }

    PeerCheck(Set<UserPrincipal> admitted) {
        this.admitted = admitted;
    }

    @Override
    public boolean test(SocketChannel peer) {
        try {
            UserPrincipal user =
                    peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (admitted.contains(user) || user.getName().equals("root")) {
                return true;
            }
            EngineLog.write("refused a connection of user " + user.getName(), null);
        } catch (IOException e) {
            EngineLog.write("cannot tell whose a connection is", e);
        }
        return false;
    }
}
