package io.atoll.registry.internal.list;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param next path and query of the following part
 */
record Page<T>(List<T> entries, Optional<String> next) {
    Page {
        entries = List.copyOf(entries);
    }
}
