package io.atoll.runtime.internal.device;

/**
 * A device file inside a container.
 *
 * @param path absolute, inside
 * @param type {@code c} or {@code b}
 * @param mode the permissions
 */
public record DeviceNode(String path, char type, long major, long minor, int mode, int uid, int gid) {}
