package io.atoll.registry.internal.call;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.registry.internal.http.Causes;
import io.atoll.registry.internal.http.IdleTimeoutException;
import io.atoll.registry.internal.http.Origin;
import io.atoll.registry.internal.http.Redact;
import io.atoll.registry.internal.http.Redirects;
import io.atoll.registry.internal.http.Response;
import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes the calls: authorises, follows redirects, tries again what may succeed, and turns what does not into errors. */
public final class EndpointCaller {
    private final Authenticator authenticator;
    private final Settings settings;
    private final Backoff backoff;
    private final HostLimits limits = new HostLimits();

    public EndpointCaller(Authenticator authenticator, Settings settings) {
        this.authenticator = authenticator;
        this.settings = settings;
        backoff = new Backoff(settings.backoff());
    }

    public Settings settings() {
        return settings;
    }

    public <T> T call(Target target, RegistryVerb<T> verb) throws InterruptedException {
        for (int tried = 1; ; tried++) {
            @Nullable Duration wait;
            try (Response response = limited(target, verb)) {
                if (verb.handles(response.status())) {
                    return verb.handle(response);
                }
                boolean again = RegistryErrors.isTransient(response.status());
                wait = again ? wait(RateLimit.wait(response.headers()), tried) : null;
                if (wait == null) {
                    throw RegistryErrors.of(verb, target, response);
                }
            } catch (IOException e) {
                Optional<Duration> asked = e instanceof TransientException busy ? busy.retryAfter() : Optional.empty();
                wait = isWorthAnotherTry(e) ? wait(asked, tried) : null;
                if (wait == null) {
                    throw failed(target, verb, e, tried);
                }
            }
            Thread.sleep(wait);
        }
    }

    /**
     * Makes one try, for those who do something else before the next one.
     *
     * @throws IOException if another try may help: see {@link TransientException}
     */
    public <T> T once(Target target, RegistryVerb<T> verb) throws IOException, InterruptedException {
        try (Response response = open(target, verb)) {
            return verb.handle(response);
        }
    }

    /** The same, for an answer that the caller reads and closes. */
    public Response open(Target target, RegistryVerb<?> verb) throws IOException, InterruptedException {
        Response response;
        try {
            response = limited(target, verb);
        } catch (IOException e) {
            if (isWorthAnotherTry(e)) {
                throw e;
            }
            throw failed(target, verb, e, 1);
        }
        if (verb.handles(response.status())) {
            return response;
        }
        try (response) {
            if (RegistryErrors.isTransient(response.status())) {
                throw new TransientException(response);
            }
            throw RegistryErrors.of(verb, target, response);
        }
    }

    /**
     * How long to wait after a failure of {@link #once}.
     *
     * @param tried so far without any progress
     * @throws AtollException if there is to be no further try
     */
    public Duration waitAfter(IOException e, int tried, Target target, RegistryVerb<?> verb) {
        Optional<Duration> asked = e instanceof TransientException busy ? busy.retryAfter() : Optional.empty();
        Duration wait = wait(asked, tried);
        if (wait == null) {
            throw failed(target, verb, e, tried);
        }
        return wait;
    }

    /** Takes away what is left of something that failed, as far as that is possible; waits for nothing. */
    public void forget(Target target, String scope, URI uri) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (Origin.of(uri).equals(target.origin())) {
            authenticator.known(target, scope).ifPresent(value -> headers.put("Authorization", value));
        }
        target.http().transport().forget("DELETE", uri, headers);
    }

    /** One of as many as the host gets at a time, until the response is closed. */
    private Response limited(Target target, RegistryVerb<?> verb) throws IOException, InterruptedException {
        if (!verb.isCounted()) {
            return authorised(target, verb);
        }
        Permit permit = limits.acquire(target, !verb.method().equals("GET"));
        boolean handed = false;
        try {
            Response response = authorised(target, verb).onClose(permit::close);
            handed = true;
            return response;
        } finally {
            if (!handed) {
                permit.close();
            }
        }
    }

    /**
     * A place among those who write to the host, for something that takes several requests, which are then not counted themselves. What is written may be read from the same
     * host meanwhile: whoever held that read and then waited for each further write would wait for others who hold a write and wait for a read.
     */
    public Permit write(Target target) throws InterruptedException {
        return limits.acquire(target, true);
    }

    private Response authorised(Target target, RegistryVerb<?> verb) throws IOException, InterruptedException {
        if (verb.isAnonymous()) {
            return send(target, verb, Optional.empty());
        }
        Optional<String> sent = authorization(verb, () -> authenticator.header(target, verb.scope()));
        Response response = send(target, verb, sent);
        // Only the registry itself may ask: whoever it redirects to could be anybody (CVE-2020-15157).
        if (response.status() == 401 && Origin.of(response.uri()).equals(target.origin())) {
            List<Challenge> challenges = response.headers().allValues("WWW-Authenticate").stream()
                    .flatMap(header -> Challenge.parse(header).stream())
                    .toList();
            Optional<String> answer =
                    authorization(verb, () -> authenticator.answer(target, verb.scope(), challenges, sent));
            if (answer.isPresent()) {
                response.discard();
                return send(target, verb, answer);
            }
        }
        return response;
    }

    private interface Asking {
        Optional<String> ask() throws IOException, InterruptedException;
    }

    /** What fails here fails the verb: its error says so. */
    private static Optional<String> authorization(RegistryVerb<?> verb, Asking asking)
            throws IOException, InterruptedException {
        try {
            return asking.ask();
        } catch (AtollException e) {
            throw new AtollException(e.code(), verb.failure() + ": " + e.getMessage(), e);
        }
    }

    private Response send(Target target, RegistryVerb<?> verb, Optional<String> authorization)
            throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>(verb.headers());
        if (!verb.accept().isEmpty()) {
            headers.put("Accept", String.join(", ", verb.accept()));
        }
        URI uri = verb.uri(target.origin());
        if (Origin.of(uri).equals(target.origin())) {
            authorization.ifPresent(value -> headers.put("Authorization", value));
        }
        return target.http().send(verb.method(), uri, headers, verb.body());
    }

    /** Null if there is to be no further try. */
    private @Nullable Duration wait(Optional<Duration> asked, int tried) {
        if (tried >= settings.tries()) {
            return null;
        }
        Duration own = backoff.after(tried);
        Duration wait = asked.filter(other -> other.compareTo(own) > 0).orElse(own);
        return wait.compareTo(Settings.LONGEST_WAIT) > 0 ? null : wait;
    }

    /** Cut connections are; what was refused, cannot be found or does not speak TLS stays so for the next seconds. */
    private static boolean isWorthAnotherTry(IOException e) {
        if (e instanceof IdleTimeoutException timeout) {
            return timeout.answered();
        }
        return !(e instanceof ConnectException || e instanceof SSLException || e instanceof Redirects.RefusedException);
    }

    /** The failure of a call that was tried so often. */
    public static AtollException failed(Target target, RegistryVerb<?> verb, IOException e, int tried) {
        return new AtollException(
                ErrorCode.UNAVAILABLE,
                "%s: %s %s%s: %s; %s"
                        .formatted(
                                verb.failure(),
                                verb.method(),
                                Redact.url(verb.uri(target.origin())),
                                tried > 1 ? " (%d tries)".formatted(tried) : "",
                                Causes.describe(e),
                                Causes.hint(e)),
                e);
    }
}
