package io.atoll.api.runtime;

/**
 * All mounts of another container but its tmpfs ones.
 *
 * @param container name, id, or unique beginning of an id
 * @param readOnly whether all of them are read-only; otherwise they are as that container has them
 */
public record VolumesFrom(String container, boolean readOnly) {}
