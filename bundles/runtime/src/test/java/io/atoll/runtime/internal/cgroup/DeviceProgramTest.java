package io.atoll.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.api.posix.Syscalls;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.runtime.internal.cgroup.DeviceProgram.Instruction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the program answers: to an interpreter of the few instructions it uses, and to the kernel. */
class DeviceProgramTest {
    private static final int MKNOD = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;
    private static final Path UNIFIED = Path.of("/sys/fs/cgroup/unified");

    private static boolean ask(List<DeviceRule> rules, int type, int access, int major, int minor) {
        List<Instruction> program = DeviceProgram.of(rules);
        int[] context = {access << 16 | type, major, minor};
        long[] registers = new long[11];
        for (int at = 0; ; at++) {
            Instruction one = program.get(at);
            int to = one.destination();
            switch (one.operation()) {
                case DeviceProgram.LOAD_WORD -> {
                    assertEquals(1, one.source(), "from the context");
                    registers[to] = context[one.offset() / 4];
                }
                case DeviceProgram.AND -> registers[to] &= one.immediate();
                case DeviceProgram.SHIFT_RIGHT -> registers[to] >>>= one.immediate();
                case DeviceProgram.MOVE_REGISTER -> registers[to] = registers[one.source()];
                case DeviceProgram.MOVE -> registers[to] = one.immediate();
                case DeviceProgram.JUMP_IF -> at += registers[to] == one.immediate() ? one.offset() : 0;
                case DeviceProgram.JUMP_IF_NOT -> at += registers[to] != one.immediate() ? one.offset() : 0;
                case DeviceProgram.EXIT -> {
                    return registers[0] == 1;
                }
                default -> throw new AssertionError(one);
            }
        }
    }

    @Test
    void defaults() {
        List<DeviceRule> rules = DeviceRule.DEFAULT;
        assertTrue(ask(rules, CHARACTER, READ | WRITE, 1, 3), "null");
        assertTrue(ask(rules, CHARACTER, READ | WRITE | MKNOD, 5, 2), "ptmx");
        assertTrue(ask(rules, CHARACTER, READ | WRITE, 136, 17), "a terminal");
        assertTrue(ask(rules, CHARACTER, MKNOD, 10, 229), "any node may be made");
        assertTrue(ask(rules, BLOCK, MKNOD, 8, 0));
        assertFalse(ask(rules, CHARACTER, READ | MKNOD, 10, 229), "and not read");
        assertFalse(ask(rules, BLOCK, READ, 1, 3), "the disk with the number of null");
        assertFalse(ask(rules, BLOCK, READ, 8, 0));
        assertFalse(ask(rules, CHARACTER, READ, 1, 1), "memory");
        assertFalse(ask(rules, CHARACTER, WRITE, 5, 1), "the host's console");
    }

    @Test
    void theLastThatFitsCounts() {
        List<DeviceRule> rules = new ArrayList<>(DeviceRule.DEFAULT);
        rules.add(new DeviceRule(true, DeviceRule.Type.BLOCK, 8, DeviceRule.ANY, "r"));
        rules.add(new DeviceRule(false, DeviceRule.Type.BLOCK, 8, 1, "rw"));
        assertTrue(ask(rules, BLOCK, READ, 8, 0));
        assertFalse(ask(rules, BLOCK, READ | WRITE, 8, 0), "more than is allowed");
        assertFalse(ask(rules, BLOCK, READ, 8, 1), "the exception");
        assertTrue(ask(rules, BLOCK, MKNOD, 8, 1), "it is not about nodes");
    }

    @Test
    void allOrNothing() {
        assertTrue(ask(DeviceRule.EVERYTHING, BLOCK, READ | WRITE | MKNOD, 8, 0));
        assertTrue(ask(List.of(), BLOCK, READ, 8, 0), "no rule: as without a program");
        List<DeviceRule> nothing = List.of(DeviceRule.DEFAULT.getFirst());
        assertFalse(ask(nothing, CHARACTER, READ, 1, 3));
        List<DeviceRule> after = List.of(DeviceRule.DEFAULT.getFirst(), DeviceRule.EVERYTHING.getFirst());
        assertTrue(ask(after, BLOCK, READ, 8, 0));
        assertEquals(8, DeviceProgram.of(after).size(), "what is never reached is not there");
    }

    /** A shell in a group of version 2, which carries no controller of devices here but asks programs all the same. */
    @Test
    void theKernelTakesItAndAsksIt() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/fuse")), "no /dev/fuse here");
        assumeTrue(
                Files.isWritable(UNIFIED.resolve("cgroup.procs")), "no root, or no control groups of version 2 here");
        Syscalls syscalls = new JnaSyscalls();
        Path group = Files.createDirectory(
                UNIFIED.resolve("atoll-test-" + ProcessHandle.current().pid()));
        try {
            String script =
                    "echo $$ > %s/cgroup.procs && echo x > /dev/null && head -c 1 /dev/zero > /dev/null && echo usual; (exec < /dev/fuse) && echo fuse"
                            .formatted(group);
            assertEquals("usual\nfuse\n", run(script), "before");
            new DeviceControl(syscalls).apply(group, true, DeviceRule.DEFAULT);
            assertEquals("usual\n", run(script));
        } finally {
            GroupRemoval.remove(new ControlGroup(List.of(group)));
        }
        assertFalse(Files.exists(group));
    }

    private static String run(String script) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(shell.waitFor(60, TimeUnit.SECONDS));
        return out;
    }
}
