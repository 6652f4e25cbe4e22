package io.atoll.api.registry;

/** A user and the password or token; its text never shows the secret. */
public record Credentials(String username, String password) {
    @Override
    public String toString() {
        return username + ":***";
    }
}
