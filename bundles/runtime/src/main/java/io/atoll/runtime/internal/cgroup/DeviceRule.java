package io.atoll.runtime.internal.cgroup;

import java.util.List;

/**
 * Which devices may be used, or not (runtime-spec 1.2 config-linux.md#allowed-device-list). Of several that fit, the last counts.
 *
 * @param type of device
 * @param major {@link #ANY} for every one
 * @param minor likewise
 * @param access some of {@code rwm}: read, write, make a node
 */
public record DeviceRule(boolean allow, Type type, long major, long minor, String access) {
    /** Every number. */
    public static final long ANY = -1;

    private static final String ALL = "rwm";

    /** What is asked for; the letter is the kernel's. */
    public enum Type {
        ALL('a'),
        BLOCK('b'),
        CHARACTER('c');

        private final char letter;

        Type(char letter) {
            this.letter = letter;
        }
    }

    /** Docker's, without the host's console: nodes may be made, but only harmless ones and terminals opened. */
    public static final List<DeviceRule> DEFAULT = List.of(
            new DeviceRule(false, Type.ALL, ANY, ANY, ALL),
            new DeviceRule(true, Type.CHARACTER, ANY, ANY, "m"),
            new DeviceRule(true, Type.BLOCK, ANY, ANY, "m"),
            character(1, 3), // null
            character(1, 5), // zero
            character(1, 7), // full
            character(1, 8), // random
            character(1, 9), // urandom
            character(5, 0), // tty
            character(5, 2), // ptmx
            character(136, ANY)); // pts

    /** Of a privileged container. */
    public static final List<DeviceRule> EVERYTHING = List.of(new DeviceRule(true, Type.ALL, ANY, ANY, ALL));

    private static DeviceRule character(long major, long minor) {
        return new DeviceRule(true, Type.CHARACTER, major, minor, ALL);
    }

    /** Whether it is about all devices and every access. */
    boolean isAboutAll() {
        return type == Type.ALL && major == ANY && minor == ANY;
    }

    /** As version 1 reads it: {@code c 1:3 rwm}. */
    String text() {
        return isAboutAll() ? "a" : "%c %s:%s %s".formatted(type.letter, number(major), number(minor), access);
    }

    private static String number(long number) {
        return number == ANY ? "*" : Long.toString(number);
    }

    /** The kernel's bits of an access: BPF_DEVCG_ACC_MKNOD, READ, WRITE. */
    int accessBits() {
        return (access.contains("m") ? 1 : 0) | (access.contains("r") ? 2 : 0) | (access.contains("w") ? 4 : 0);
    }

    /** Whether there is a device that both are about. */
    boolean overlaps(DeviceRule other) {
        return (type == Type.ALL || other.type == Type.ALL || type == other.type)
                && (major == ANY || other.major == ANY || major == other.major)
                && (minor == ANY || other.minor == ANY || minor == other.minor)
                && (accessBits() & other.accessBits()) != 0;
    }

    /** Whether both are about the very same devices. */
    boolean isAboutTheSame(DeviceRule other) {
        return type == other.type && major == other.major && minor == other.minor;
    }
}
