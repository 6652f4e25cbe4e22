package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.registry.Credentials;
import io.atoll.api.registry.RegistryAccess;
import io.atoll.cli.CommandContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of every command that asks a registry. A picocli mixin. */
public final class RegistryOptions {
    private static final int MAX_PASSWORD = 64 << 10;

    @Option(
            names = {"-u", "--username"},
            paramLabel = "USER",
            description = "User at the registry.")
    private @Nullable String username;

    @Option(
            names = {"-p", "--password"},
            paramLabel = "PASSWORD",
            description = "Password or token. Others on this machine can see it: prefer --password-stdin.")
    private @Nullable String password;

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean passwordStdin;

    @Option(names = "--insecure", description = "Allow plain HTTP for this registry.")
    private boolean insecure;

    /** As the flags say; reads the password from standard input if they do. */
    public RegistryAccess access(CommandContext context) {
        return new RegistryAccess(credentials(context), insecure, context.environment());
    }

    /** For logging in: asks the user for what the flags do not say. */
    public RegistryAccess loginAccess(CommandContext context) throws InterruptedException {
        String user =
                username != null ? username : ask(context, "Username: ", true).strip();
        if (user.isEmpty()) {
            throw new AtollException(ErrorCode.INVALID, "cannot log in: no user name was given; name one with -u");
        }
        String flags = secret(context);
        String secret = flags != null ? flags : ask(context, "Password: ", false);
        if (secret.isEmpty()) {
            throw new AtollException(
                    ErrorCode.INVALID, "cannot log in: no password was given; type it, or use --password-stdin");
        }
        return new RegistryAccess(new Credentials(user, secret), insecure, context.environment());
    }

    private static String ask(CommandContext context, String text, boolean echo) throws InterruptedException {
        String line = context.prompt(text, echo);
        return line == null ? "" : line;
    }

    /** Without flags: as the user's configuration and environment say. */
    public static RegistryAccess configured(CommandContext context) {
        return new RegistryAccess(fromEnvironment(context), false, context.environment());
    }

    /** Both or nothing: a user without a password falls back to what is configured. */
    private @Nullable Credentials credentials(CommandContext context) {
        String secret = secret(context);
        return username != null && secret != null ? new Credentials(username, secret) : fromEnvironment(context);
    }

    private @Nullable String secret(CommandContext context) {
        if (password != null) {
            context.err().println("atoll: warning: others on this machine can see --password; prefer --password-stdin");
            return password;
        }
        return passwordStdin ? readPassword(context) : null;
    }

    private static @Nullable Credentials fromEnvironment(CommandContext context) {
        String user = variable(context, "REGISTRY_USER");
        String pass = variable(context, "REGISTRY_PASS");
        return user.isEmpty() || pass.isEmpty() ? null : new Credentials(user, pass);
    }

    private static String readPassword(CommandContext context) {
        try {
            byte[] bytes = context.in().readNBytes(MAX_PASSWORD);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new AtollException(ErrorCode.INVALID, "cannot read the password: " + e.getMessage(), e);
        }
    }

    /** The environment is the client's, which the registry client in the engine does not see. */
    private static String variable(CommandContext context, String name) {
        String value = context.environment("ATOLL_" + name);
        String old = value == null ? context.environment("PELAGOS_" + name) : value;
        return old == null ? "" : old;
    }
}
