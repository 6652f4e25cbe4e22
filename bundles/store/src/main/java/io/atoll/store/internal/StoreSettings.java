package io.atoll.store.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.store.internal.layer.Limits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a store is set up, from framework properties.
 *
 * @param root {@code atoll.root}
 * @param defaultRegistry {@code atoll.default.registry}: what names without a registry are looked up in second
 * @param cacheBytes {@code atoll.store.cache.bytes}: parsed manifests and configurations kept, counted as JSON
 * @param limits {@code atoll.layer.max.bytes}, {@code .entries}, {@code .depth}
 */
record StoreSettings(Path root, String defaultRegistry, long cacheBytes, Limits limits) {
    private static final long CACHE_BYTES = 16L << 20;

    StoreSettings(Path root) {
        this(root, "docker.io/library", CACHE_BYTES, Limits.DEFAULT);
    }

    static StoreSettings from(Properties properties) {
        return new StoreSettings(
                Path.of(properties.get("atoll.root", "/var/lib/atoll")),
                properties.get("atoll.default.registry", "docker.io/library"),
                properties.number("atoll.store.cache.bytes", CACHE_BYTES),
                new Limits(
                        properties.number("atoll.layer.max.bytes", Limits.DEFAULT.bytes()),
                        properties.number("atoll.layer.max.entries", Limits.DEFAULT.entries()),
                        (int) properties.number("atoll.layer.max.depth", Limits.DEFAULT.depth())));
    }

    /** The framework's properties. */
    interface Properties {
        @Nullable
        String get(String name);

        default String get(String name, String otherwise) {
            String value = get(name);
            return value == null || value.isEmpty() ? otherwise : value;
        }

        default long number(String name, long otherwise) {
            String value = get(name, "");
            try {
                return value.isEmpty() ? otherwise : Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new AtollException(
                        ErrorCode.INVALID, "the setting %s=%s is not a number".formatted(name, value), e);
            }
        }
    }
}
