package io.atoll.api.store;

/**
 * What a removal freed.
 *
 * @param bytes on disk, of everything that was removed: leftovers too
 */
public record Removed(int blobs, int layers, long bytes) {}
