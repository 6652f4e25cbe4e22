package io.atoll.registry.internal;

import io.atoll.registry.internal.http.Settings;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One real registry for all tests of a class, filled before the first of them; where that cannot be, they are skipped, and it is said why. */
final class RealRegistry implements BeforeAllCallback, AfterAllCallback {
    /** Of a client that is not hurried: many things may be going on at once where tests run. */
    static final Settings PATIENT = new Settings(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(3), 5, Duration.ofMillis(50), 3);

    /** Puts something into it. */
    interface Fill {
        void into(DockerRegistry registry) throws IOException, InterruptedException;
    }

    private final String user;
    private final Fill fill;
    private @Nullable DockerRegistry registry;

    /** @param user a line of htpasswd, or empty for everybody */
    RealRegistry(String user, Fill fill) {
        this.user = user;
        this.fill = fill;
    }

    DockerRegistry its() {
        if (registry == null) {
            throw new IllegalStateException("not started");
        }
        return registry;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        DockerRegistry.require(context.getRequiredTestClass(), "busybox");
        registry = DockerRegistry.start(user);
        fill.into(registry);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (registry != null) {
            registry.close();
        }
    }
}
