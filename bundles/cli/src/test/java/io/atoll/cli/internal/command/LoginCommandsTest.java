package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.RegistryAccess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** S1.38 to S1.41, W5. */
class LoginCommandsTest extends CommandLineTest {
    private RegistryAccess loggedIn(String registry, String user, String password) {
        assertEquals("Login Succeeded (%s as %s)\n".formatted(registry, user), context.output());
        RegistryAccess access = services.registry.logins.get(registry);
        assertNotNull(access, services.registry.logins.toString());
        assertEquals(new Credentials(user, password), access.credentials());
        return access;
    }

    /** S1.38, S1.39, S1.40: only the secret is hidden, only the name is trimmed. */
    @Test
    void whatIsMissingIsAskedFor() {
        context.answers = List.of(" me ", " pass word ");
        assertEquals(0, run("image", "login", "r.example:5000"));
        loggedIn("r.example:5000", "me", " pass word ");
        assertEquals(
                "Username: Password: (hidden) Credentials stored in /root/.docker/config.json\n", context.errors());
        context.answers = List.of("secret");
        assertEquals(0, run("login", "-u", "me", "r.example"));
        loggedIn("r.example", "me", "secret");
        assertTrue(context.errors().startsWith("Password: (hidden) C"), context.errors());
    }

    /** S1.4. */
    @Test
    void aPasswordFromStandardInput() {
        context.input = "secret\n\n";
        assertEquals(0, run("login", "-u", "me", "--password-stdin", "--insecure"));
        assertTrue(loggedIn("docker.io", "me", "secret").insecure());
        assertFalse(context.errors().contains("Password"), context.errors());
    }

    /** W5: a password among the arguments is seen by others; S1.4: it wins. */
    @Test
    void aPasswordAmongTheArgumentsIsWarnedOf() {
        context.input = "other";
        assertEquals(0, run("login", "-u", "me", "--password", "secret", "--password-stdin", "r.example"));
        loggedIn("r.example", "me", "secret");
        assertTrue(context.errors().contains("warning: others on this machine can see --password"), context.errors());
        assertEquals(0, run("pull", "-u", "me", "-p", "secret", "alpine"));
        assertTrue(context.errors().contains("warning"), context.errors());
    }

    @Test
    void nothingIsStoredWithoutBoth() {
        fails(125, "atoll: cannot log in: no user name was given", "login", "r.example");
        context.answers = List.of("me");
        fails(125, "atoll: cannot log in: no password was given", "login", "r.example");
        context.answers = List.of("me", "wrong");
        fails(125, "atoll: login to r.example refused", "login", "r.example");
        fails(125, "atoll: invalid registry 'r.example/app'", "login", "r.example/app");
        fails(125, "atoll: invalid registry", "login", "-u", "me", "-p", "x", "");
        assertEquals(Map.of(), services.registry.logins);
        assertEquals("", context.output());
    }

    @Test
    void aUrlIsARegistryToo() {
        assertEquals(0, run("login", "-u", "me", "-p", "x", "https://r.example/"));
        loggedIn("r.example", "me", "x");
    }

    /** S1.41. */
    @Test
    void logout() {
        run("login", "-u", "me", "-p", "x", "r.example");
        prints("Removed login credentials for r.example\n", "image", "logout", "r.example");
        fails(125, "atoll: not logged in to r.example\n", "logout", "r.example");
        fails(125, "atoll: not logged in to docker.io\n", "logout");
    }
}
