package io.atoll.posix.internal;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;

/** {@code bpf(2)}: programs that decide about devices. */
final class Bpf {
    private static final int PROGRAM_LOAD = 5;
    private static final int PROGRAM_ATTACH = 8;
    private static final int TYPE_CGROUP_DEVICE = 15;
    private static final int ATTACH_CGROUP_DEVICE = 6;
    private static final int ALLOW_MULTI = 2;
    private static final int INSTRUCTION = 8;

    /** The part of {@code union bpf_attr} that kernels have known since 4.15. */
    private static final int LOAD_SIZE = 72;

    private static final int ATTACH_SIZE = 16;

    private final long number;

    /** @param number of the system call */
    Bpf(long number) {
        this.number = number;
    }

    int loadDeviceProgram(byte[] instructions) {
        byte[] licence = "Apache-2.0\0".getBytes(StandardCharsets.US_ASCII);
        try (Memory program = new Memory(instructions.length);
                Memory text = new Memory(licence.length);
                Memory attributes = new Memory(LOAD_SIZE)) {
            program.write(0, instructions, 0, instructions.length);
            text.write(0, licence, 0, licence.length);
            attributes.clear();
            attributes.setInt(0, TYPE_CGROUP_DEVICE);
            attributes.setInt(4, instructions.length / INSTRUCTION);
            attributes.setPointer(8, program);
            attributes.setPointer(16, text);
            // The descriptor is closed on exec by itself.
            return (int) call("bpf program load", -1, PROGRAM_LOAD, attributes, LOAD_SIZE);
        }
    }

    void attachDeviceProgram(int group, int program) {
        try (Memory attributes = new Memory(ATTACH_SIZE)) {
            attributes.setInt(0, group);
            attributes.setInt(4, program);
            attributes.setInt(8, ATTACH_CGROUP_DEVICE);
            attributes.setInt(12, ALLOW_MULTI);
            call("bpf program attach", group, PROGRAM_ATTACH, attributes, ATTACH_SIZE);
        }
    }

    private long call(String what, int fd, int command, Memory attributes, int size) {
        return Call.of(what, fd, () -> Libc.syscall(number, command, attributes, size));
    }
}
