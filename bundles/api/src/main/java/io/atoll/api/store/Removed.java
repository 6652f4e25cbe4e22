package io.atoll.api.store;

/**
 * What a removal freed.
 *
 * @param bytes on disk
 */
public record Removed(int blobs, int layers, long bytes) {}
