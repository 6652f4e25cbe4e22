package io.atoll.registry.internal.call;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.auth.Identity;
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
            Origin origin, String scope, @Nullable Identity identity) {}

    private record Header(String value, Instant until) {}

    private final TokenRequest tokens;
    private final Map<Key, Header> remembered = new ConcurrentHashMap<>();
    /** What origins asked for: the next token is asked for without being refused first. */
    private final Map<Origin, Challenge> bearers = new ConcurrentHashMap<>();

    private final ReentrantLock asking = new ReentrantLock();

    public Authenticator(TokenRequest tokens) {
        this.tokens = tokens;
    }

    /** What to send as {@code Authorization} without being asked; a new token if the old one is about to expire. */
    public Optional<String> header(Target target, String scope) throws IOException, InterruptedException {
        Optional<String> known = known(target, scope);
        Challenge challenge = bearers.get(target.origin());
        if (known.isPresent() || challenge == null) {
            return known;
        }
        return answer(target, scope, List.of(challenge), Optional.empty());
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
            Optional<String> other = known(target, scope).filter(value -> !refused.equals(Optional.of(value)));
            if (other.isPresent()) {
                return other;
            }
            Optional<Header> header = obtain(target, scope, challenges);
            if (header.isPresent()) {
                if (remembered.size() >= MAX_REMEMBERED) {
                    remembered.clear();
                }
                remembered.put(new Key(target.origin(), scope, target.identity()), header.get());
            }
            return header.map(Header::value).filter(value -> !refused.equals(Optional.of(value)));
        } finally {
            asking.unlock();
        }
    }

    /** Of everybody: who logged out does not want to be known any more. */
    public void forget() {
        remembered.clear();
    }

    /** What was accepted before; asks nobody. */
    Optional<String> known(Target target, String scope) {
        Identity identity = target.identity();
        if (identity != null && identity.kind() == Identity.Kind.REGISTRY_TOKEN) {
            checkMaySend(target, target.origin());
            return Optional.of("Bearer " + checkHeader(target, identity.secret()));
        }
        Header header = remembered.get(new Key(target.origin(), scope, identity));
        return header == null || header.until().isBefore(Instant.now())
                ? Optional.empty()
                : Optional.of(header.value());
    }

    private Optional<Header> obtain(Target target, String scope, List<Challenge> challenges)
            throws IOException, InterruptedException {
        Identity identity = target.identity();
        if (identity != null && identity.kind() == Identity.Kind.REGISTRY_TOKEN) {
            return Optional.empty();
        }
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                TokenRequest.Token token = tokens.request(target, scope, challenge);
                if (bearers.size() >= MAX_REMEMBERED) {
                    bearers.clear();
                }
                bearers.put(target.origin(), challenge.withoutScope());
                return Optional.of(new Header("Bearer " + token.value(), token.until()));
            }
        }
        bearers.remove(target.origin());
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("basic") && identity != null && identity.kind() == Identity.Kind.PASSWORD) {
                checkMaySend(target, target.origin());
                return Optional.of(new Header(basic(identity), Instant.MAX));
            }
        }
        return Optional.empty();
    }

    public static String basic(Identity identity) {
        String pair = identity.username() + ":" + identity.secret();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String checkHeader(Target target, String token) {
        if (!token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "the token for %s has characters that no token has; log in again".formatted(target.registry()));
        }
        return token;
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
