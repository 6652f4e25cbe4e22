package io.atoll.runtime.internal.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Device rules as a program for the kernel (eBPF, BPF_PROG_TYPE_CGROUP_DEVICE). It is asked with a {@code struct bpf_cgroup_dev_ctx}, access and
 * type in one word, major, minor, and answers 1 or 0. The last rule is tried first. What no rule is about is allowed, as in a group without a
 * program.
 */
final class DeviceProgram {
    /** Operations: class, source and what is done (linux/bpf.h, linux/bpf_common.h). */
    static final int LOAD_WORD = 0x61;

    static final int AND = 0x54;
    static final int SHIFT_RIGHT = 0x74;
    static final int MOVE_REGISTER = 0xbc;
    static final int MOVE = 0xb7;
    static final int JUMP_IF_NOT = 0x55;
    static final int JUMP_IF = 0x15;
    static final int EXIT = 0x95;

    private static final int RESULT = 0;
    private static final int SCRATCH = 1; // the context, until it is read
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;
    private static final int EVERY_ACCESS = 7;
    private static final int INSTRUCTION = 8;

    private final List<Instruction> instructions = new ArrayList<>();

    private DeviceProgram() {}

    /** {@code struct bpf_insn}. */
    record Instruction(int operation, int destination, int source, int offset, int immediate) {}

    static List<Instruction> of(List<DeviceRule> rules) {
        DeviceProgram program = new DeviceProgram();
        program.add(LOAD_WORD, TYPE, SCRATCH, 0, 0);
        program.add(MOVE_REGISTER, ACCESS, TYPE, 0, 0);
        program.add(AND, TYPE, 0, 0, 0xffff);
        program.add(SHIFT_RIGHT, ACCESS, 0, 0, 16);
        program.add(LOAD_WORD, MAJOR, SCRATCH, 4, 0);
        program.add(LOAD_WORD, MINOR, SCRATCH, 8, 0);
        for (DeviceRule rule : rules.reversed()) {
            // Nothing may stand behind one that always fits: the kernel refuses what is never reached.
            if (program.addRule(rule)) {
                return List.copyOf(program.instructions);
            }
        }
        program.answer(true);
        return List.copyOf(program.instructions);
    }

    /** As the kernel reads them. */
    static byte[] bytes(List<Instruction> instructions) {
        ByteBuffer bytes =
                ByteBuffer.allocate(instructions.size() * INSTRUCTION).order(ByteOrder.nativeOrder());
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (Instruction one : instructions) {
            int low = little ? one.destination() : one.source();
            int high = little ? one.source() : one.destination();
            bytes.put((byte) one.operation());
            bytes.put((byte) (high << 4 | low));
            bytes.putShort((short) one.offset());
            bytes.putInt(one.immediate());
        }
        return bytes.array();
    }

    /** @return whether it always fits */
    private boolean addRule(DeviceRule rule) {
        int begin = instructions.size();
        switch (rule.type()) {
            case BLOCK -> skipUnless(JUMP_IF_NOT, TYPE, BLOCK);
            case CHARACTER -> skipUnless(JUMP_IF_NOT, TYPE, CHARACTER);
            case ALL -> {
                // Either.
            }
        }
        int access = rule.accessBits();
        if (access != EVERY_ACCESS) {
            // Allowed is who asks for nothing else; denied who asks for any of it.
            add(MOVE_REGISTER, SCRATCH, ACCESS, 0, 0);
            add(AND, SCRATCH, 0, 0, rule.allow() ? EVERY_ACCESS & ~access : access);
            skipUnless(rule.allow() ? JUMP_IF_NOT : JUMP_IF, SCRATCH, 0);
        }
        if (rule.major() != DeviceRule.ANY) {
            skipUnless(JUMP_IF_NOT, MAJOR, (int) rule.major());
        }
        if (rule.minor() != DeviceRule.ANY) {
            skipUnless(JUMP_IF_NOT, MINOR, (int) rule.minor());
        }
        int conditions = instructions.size();
        answer(rule.allow());
        for (int i = begin; i < conditions; i++) {
            Instruction jump = instructions.get(i);
            if (jump.operation() == JUMP_IF || jump.operation() == JUMP_IF_NOT) {
                instructions.set(
                        i,
                        new Instruction(
                                jump.operation(),
                                jump.destination(),
                                0,
                                instructions.size() - i - 1,
                                jump.immediate()));
            }
        }
        return conditions == begin;
    }

    /** Its target is known when the rule is complete. */
    private void skipUnless(int jump, int register, int value) {
        add(jump, register, 0, 0, value);
    }

    private void answer(boolean allow) {
        add(MOVE, RESULT, 0, 0, allow ? 1 : 0);
        add(EXIT, 0, 0, 0, 0);
    }

    private void add(int operation, int destination, int source, int offset, int immediate) {
        instructions.add(new Instruction(operation, destination, source, offset, immediate));
    }
}
