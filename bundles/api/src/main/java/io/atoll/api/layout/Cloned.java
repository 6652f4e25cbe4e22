package io.atoll.api.layout;

/**
 * What a clone copied.
 *
 * @param blobs copied; those that were there already are not counted
 * @param bytes of those blobs
 * @param shared of those bytes, the ones that share blocks with the original (reflink)
 */
public record Cloned(int blobs, long bytes, long shared) {}
