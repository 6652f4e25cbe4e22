package io.atoll.registry.internal.call;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.registry.Credentials;
import io.atoll.registry.internal.http.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Answers challenges, and remembers what was accepted per registry, user and scope. */
public final class Authenticator {
    private static final int MAX_REMEMBERED = 500;

    private record Key(
            Origin origin, String scope, @Nullable Credentials credentials) {}

    private record Header(String value, Instant until) {}

    private final TokenRequest tokens;
    private final Map<Key, Header> remembered = new ConcurrentHashMap<>();
    private final ReentrantLock asking = new ReentrantLock();

    public Authenticator(TokenRequest tokens) {
        this.tokens = tokens;
    }

    /** What to send as {@code Authorization} without being asked. */
    public Optional<String> header(Target target, String scope) {
        Header header = remembered.get(new Key(target.origin(), scope, target.credentials()));
        return header == null || header.until().isBefore(Instant.now())
                ? Optional.empty()
                : Optional.of(header.value());
    }

    /**
     * Answers a challenge of the registry itself.
     *
     * @param refused what was sent and not accepted
     * @return what to send now, or empty if nothing would help
     */
    public Optional<String> answer(Target target, String scope, List<Challenge> challenges, Optional<String> refused)
            throws IOException, InterruptedException {
        // One at a time: layers are pulled in parallel, and one token does for all of them.
        asking.lockInterruptibly();
        try {
            Optional<String> other = header(target, scope).filter(value -> !refused.equals(Optional.of(value)));
            if (other.isPresent()) {
                return other;
            }
            Optional<Header> header = obtain(target, scope, challenges);
            if (header.isPresent()) {
                if (remembered.size() >= MAX_REMEMBERED) {
                    remembered.clear();
                }
                remembered.put(new Key(target.origin(), scope, target.credentials()), header.get());
            }
            return header.map(Header::value).filter(value -> !refused.equals(Optional.of(value)));
        } finally {
            asking.unlock();
        }
    }

    private Optional<Header> obtain(Target target, String scope, List<Challenge> challenges)
            throws IOException, InterruptedException {
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                TokenRequest.Token token = tokens.request(target, scope, challenge);
                return Optional.of(new Header("Bearer " + token.value(), token.until()));
            }
        }
        Credentials credentials = target.credentials();
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("basic") && credentials != null) {
                checkMaySend(target, target.origin());
                return Optional.of(new Header(basic(credentials), Instant.MAX));
            }
        }
        return Optional.empty();
    }

    public static String basic(Credentials credentials) {
        String pair = credentials.username() + ":" + credentials.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Passwords cross a network in clear only where the user said so (decision 9). */
    public static void checkMaySend(Target target, Origin to) {
        if (to.isPlain() && !to.hostPort().isLoopback() && !target.insecure()) {
            throw new AtollException(
                    ErrorCode.UNAUTHORIZED,
                    "refused to send the password for %s to %s: it would cross the network in clear; use HTTPS, or --insecure if the network is trusted"
                            .formatted(target.registry(), to));
        }
    }
}
