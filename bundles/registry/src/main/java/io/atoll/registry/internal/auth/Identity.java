package io.atoll.registry.internal.auth;

import io.atoll.api.registry.Credentials;

/**
 * As whom a registry is asked. Its text never shows the secret.
 *
 * @param username empty where there is only a token
 * @param source where it comes from, for messages; empty where the user just said it
 */
public record Identity(Kind kind, String username, String secret, String source) {
    /** The user name by which credential helpers say that the secret is an identity token. */
    public static final String TOKEN_USER = "<token>";

    /** What the secret is. */
    public enum Kind {
        PASSWORD,
        /** An OAuth2 refresh token (distribution "Token Authentication: OAuth2"): only the token server takes it. */
        IDENTITY_TOKEN,
        /** A bearer token that the registry itself takes. */
        REGISTRY_TOKEN
    }

    /** What the user typed. */
    public static Identity of(Credentials credentials) {
        return named(credentials.username(), credentials.password(), "");
    }

    static Identity named(String username, String secret, String source) {
        return username.equals(TOKEN_USER)
                ? new Identity(Kind.IDENTITY_TOKEN, "", secret, source)
                : new Identity(Kind.PASSWORD, username, secret, source);
    }

    @Override
    public String toString() {
        return (username.isEmpty() ? TOKEN_USER : username) + ":***" + (source.isEmpty() ? "" : " from " + source);
    }
}
