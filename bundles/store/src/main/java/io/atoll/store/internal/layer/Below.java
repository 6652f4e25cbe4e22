package io.atoll.store.internal.layer;

import io.atoll.api.posix.FileStatus;
import org.jspecify.annotations.Nullable;

/** What a layer lies on, while it is being written. */
interface Below extends AutoCloseable {
    /**
     * Makes a hard link to a file that the layer does not hold.
     *
     * @param target plain components
     * @param parent an open directory of the layer, in which {@code name} is free
     * @param scratch an open directory beside the layer's tree, removed when the layer is complete
     * @return false if there is no such file below
     */
    boolean link(EntryPath target, int parent, byte[] name, int scratch);

    /**
     * Gives a directory that the archive did not list what lower layers' directory of this path has: owner, permissions, attributes.
     *
     * @return that directory's status; null if there is none
     */
    @Nullable
    FileStatus directory(String path, int fd);

    @Override
    void close();

    /** Not known: the layer is extracted by itself. */
    Below UNKNOWN = new Below() {
        @Override
        public boolean link(EntryPath target, int parent, byte[] name, int scratch) {
            throw new LowersNeeded(target);
        }

        @Override
        public @Nullable FileStatus directory(String path, int fd) {
            return null;
        }

        @Override
        public void close() {}
    };
}
