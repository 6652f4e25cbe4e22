package io.atoll.api.store;

/**
 * What something in the store is kept for.
 *
 * @param name of the image, or owner of the lease; empty for the others
 */
public record Keeper(Type type, String name) {
    /** The store's own files: index, locks, directories. */
    public static final Keeper STORE = new Keeper(Type.STORE, "");

    /** An engine that is running and writes it. */
    public static final Keeper ENGINE = new Keeper(Type.ENGINE, "");

    /** Who keeps. */
    public enum Type {
        IMAGE,
        LEASE,
        ENGINE,
        STORE
    }

    /** As people are told. */
    @Override
    public String toString() {
        return switch (type) {
            case IMAGE -> name;
            case LEASE -> "lease of " + name;
            case ENGINE -> "a running engine";
            case STORE -> "the store";
        };
    }
}
