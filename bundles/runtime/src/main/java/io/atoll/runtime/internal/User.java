package io.atoll.runtime.internal;

import java.util.List;

/**
 * Who the container's process is.
 *
 * @param groups supplementary, without {@code gid}
 * @param home from the container's own passwd, else {@code /}
 */
record User(int uid, int gid, List<Integer> groups, String home) {
    User {
        groups = List.copyOf(groups);
    }
}
