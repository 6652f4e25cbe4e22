package io.atoll.seccomp.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Instructions before a filter, for ranges of call numbers that libseccomp cannot be told. Calls below all of them, which are
 * nearly all calls, pass through five instructions.
 */
final class Prologue {
    static final int INSTRUCTION = 8;

    /** As the end of a range: the last number of the architecture. */
    static final int LAST = Integer.MAX_VALUE;

    // linux/bpf_common.h, and offsets in struct seccomp_data.
    private static final int LOAD = 0x20;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_GREATER_EQUAL = 0x35;
    private static final int RETURN = 0x06;
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;

    /** Unsigned numbers, both ends included. */
    private record Range(long from, long to, Action action) {}

    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    private final Map<Integer, List<Range>> ranges = new LinkedHashMap<>();

    /** The first to be added for a number decides. */
    void add(int architecture, int from, int to, Action action) {
        if (architecture == Architectures.X32) {
            long bit = Architectures.X32_BIT;
            put(Architectures.X86_64, new Range(from + bit, to == LAST ? 0xffffffffL : to + bit, action));
        } else if (architecture == Architectures.X86_64) {
            put(architecture, new Range(from, to == LAST ? Architectures.X32_BIT - 1L : to, action));
        } else {
            put(architecture, new Range(from, to == LAST ? 0xffffffffL : to, action));
        }
    }

    private void put(int architecture, Range range) {
        ranges.computeIfAbsent(architecture, token -> new ArrayList<>()).add(range);
    }

    byte[] before(byte[] main) {
        List<Instruction> program = new ArrayList<>();
        if (!ranges.isEmpty()) {
            program.add(new Instruction(LOAD, 0, 0, ARCHITECTURE));
        }
        List<List<Instruction>> sections = new ArrayList<>();
        int after = 0;
        // From the last to the first: each section must know how far it is to the filter.
        for (Map.Entry<Integer, List<Range>> entry : new ArrayList<>(ranges.entrySet()).reversed()) {
            List<Instruction> section = section(entry.getKey(), merge(entry.getValue()), after);
            sections.addFirst(section);
            after += section.size();
        }
        sections.forEach(program::addAll);

        ByteBuffer out =
                ByteBuffer.allocate(program.size() * INSTRUCTION + main.length).order(ByteOrder.nativeOrder());
        for (Instruction i : program) {
            out.putShort((short) i.code())
                    .put((byte) i.ifTrue())
                    .put((byte) i.ifFalse())
                    .putInt(i.operand());
        }
        return out.put(main).array();
    }

    /** @param after instructions of the sections that follow */
    private static List<Instruction> section(int architecture, List<Range> ranges, int after) {
        List<Instruction> body = new ArrayList<>();
        body.add(new Instruction(LOAD, 0, 0, NUMBER));
        int leave = 3 * ranges.size();
        body.add(new Instruction(
                JUMP_GREATER_EQUAL, 0, leave, (int) ranges.getFirst().from()));
        for (Range range : ranges) {
            body.add(new Instruction(JUMP_GREATER, 2, 0, (int) range.to()));
            body.add(new Instruction(JUMP_GREATER_EQUAL, 0, 1, (int) range.from()));
            body.add(new Instruction(RETURN, 0, 0, range.action().value()));
        }
        body.add(new Instruction(JUMP, 0, 0, after));
        List<Instruction> section = new ArrayList<>();
        if (body.size() > 255) {
            throw new IllegalStateException("too many ranges: " + ranges.size());
        }
        section.add(new Instruction(JUMP_EQUAL, 0, body.size(), architecture));
        section.addAll(body);
        return section;
    }

    /** Sorted; neighbours of one action are one range, and what two give is the first one's. */
    private static List<Range> merge(List<Range> given) {
        List<Range> sorted = new ArrayList<>(given);
        sorted.sort(Comparator.comparingLong(Range::from));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            Range last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && range.from() <= last.to()) {
                continue;
            }
            if (last != null && range.from() == last.to() + 1 && range.action().equals(last.action())) {
                merged.set(merged.size() - 1, new Range(last.from(), range.to(), range.action()));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }
}
