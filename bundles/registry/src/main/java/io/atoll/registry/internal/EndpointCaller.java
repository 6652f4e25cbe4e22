package io.atoll.registry.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
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
final class EndpointCaller {
    private final Redirects redirects;
    private final Authenticator authenticator;
    private final Settings settings;
    private final Backoff backoff;

    EndpointCaller(Redirects redirects, Authenticator authenticator, Settings settings) {
        this.redirects = redirects;
        this.authenticator = authenticator;
        this.settings = settings;
        backoff = new Backoff(settings.backoff());
    }

    <T> T call(Target target, RegistryVerb<T> verb) throws InterruptedException {
        for (int tried = 1; ; tried++) {
            try (Response response = authorised(target, verb)) {
                if (response.isSuccess()) {
                    return verb.handle(response);
                }
                boolean again = RegistryErrors.isTransient(response.status()) && tried < settings.tries();
                Duration wait = again ? wait(response.header("Retry-After"), tried) : null;
                if (wait == null) {
                    throw RegistryErrors.of(verb, target, response);
                }
                response.close();
                Thread.sleep(wait);
            } catch (IOException e) {
                Duration wait = tried < settings.tries() && isWorthAnotherTry(e)
                        ? wait(e instanceof TransientException asked ? asked.retryAfter() : Optional.empty(), tried)
                        : null;
                if (wait == null) {
                    throw failed(target, verb, e, tried);
                }
                Thread.sleep(wait);
            }
        }
    }

    private <T> Response authorised(Target target, RegistryVerb<T> verb) throws IOException, InterruptedException {
        Optional<String> sent = authenticator.header(target, verb.scope());
        Response response = send(target, verb, sent);
        // Only the registry itself may ask: whoever it redirects to could be anybody (CVE-2020-15157).
        if (response.status() == 401 && Origin.of(response.uri()).equals(target.origin())) {
            List<Challenge> challenges = response.headers().allValues("WWW-Authenticate").stream()
                    .flatMap(header -> Challenge.parse(header).stream())
                    .toList();
            Optional<String> answer = authenticator.answer(target, verb.scope(), challenges, sent);
            if (answer.isPresent()) {
                response.discard();
                return send(target, verb, answer);
            }
        }
        return response;
    }

    private Response send(Target target, RegistryVerb<?> verb, Optional<String> authorization)
            throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!verb.accept().isEmpty()) {
            headers.put("Accept", String.join(", ", verb.accept()));
        }
        authorization.ifPresent(value -> headers.put("Authorization", value));
        URI uri = target.origin().resolve(verb.path());
        return redirects.send(verb.method(), uri, headers);
    }

    private @Nullable Duration wait(String retryAfter, int tried) {
        return wait(Backoff.retryAfter(retryAfter), tried);
    }

    private @Nullable Duration wait(Optional<Duration> asked, int tried) {
        Duration wait = backoff.after(tried);
        if (asked.isPresent() && asked.get().compareTo(wait) > 0) {
            wait = asked.get();
        }
        return wait.compareTo(Settings.LONGEST_WAIT) > 0 ? null : wait;
    }

    /** Cut connections are; what was refused, cannot be found or does not speak TLS stays so for the next seconds. */
    private static boolean isWorthAnotherTry(IOException e) {
        if (e instanceof IdleTimeoutException timeout) {
            return timeout.answered();
        }
        return !(e instanceof ConnectException || e instanceof SSLException || e instanceof Redirects.RefusedException);
    }

    private static AtollException failed(Target target, RegistryVerb<?> verb, IOException e, int tried) {
        return new AtollException(
                ErrorCode.UNAVAILABLE,
                "%s: %s %s%s: %s; %s"
                        .formatted(
                                verb.failure(),
                                verb.method(),
                                target.origin() + verb.path(),
                                tried > 1 ? " (%d tries)".formatted(tried) : "",
                                Causes.describe(e),
                                Causes.hint(e)),
                e);
    }
}
