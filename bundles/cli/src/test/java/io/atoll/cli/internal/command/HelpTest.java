package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HelpTest extends CommandLineTest {
    @Test
    void everyCommandExplainsItselfAndAllItsFlags() {
        for (String name : commands.names()) {
            String[] words = (name + " --help").split(" ");
            assertEquals(0, run(words), name);
            String help = context.output();
            assertTrue(help.contains("Usage: atoll " + name), help);
            for (String flag : commands.flags(name)) {
                assertTrue(help.contains(flag), name + " does not explain " + flag + ":\n" + help);
            }
            assertFalse(help.contains("=null"), help);
            assertFalse(help.contains("%"), help);
            assertEquals(0, run(("help " + name).split(" ")));
            assertEquals(help, context.output());
        }
    }

    @Test
    void shortHelpWhereTheLetterIsFree() {
        assertEquals(0, run("ps", "-h"));
        assertTrue(context.output().startsWith("Also:  atoll container ls\nUsage: atoll ps"));
        fails(125, "flag '--hostname' of 'atoll run' needs a value: NAME", "run", "-h");
    }

    @Test
    void overview() {
        assertEquals(0, run());
        String help = context.output();
        for (String name : commands.names()) {
            assertTrue(help.contains("  " + name), name);
        }
        run("--help");
        assertEquals(help, context.output());
        run("help");
        assertEquals(help, context.output());
        assertEquals(0, run("image"));
        assertTrue(context.output().contains("image pull, pull"));
        assertFalse(context.output().contains("kill"));
    }

    @Test
    void unknown() {
        fails(125, "atoll: unknown command 'rnu'\nDid you mean 'atoll run'?\nSee 'atoll --help'.\n", "rnu");
        fails(125, "atoll: unknown command 'image lss'\nDid you mean 'atoll image ls'?\n", "image", "lss");
        fails(125, "See 'atoll image --help'.\n", "image", "frobnicate");
        fails(125, "atoll: unknown command 'frob'\n", "help", "frob");
        fails(
                125,
                "atoll: unknown flag '--detahc' for 'atoll run'; did you mean '--detach'?\nSee 'atoll run --help'.\n",
                "run",
                "--detahc",
                "x");
        fails(125, "unknown flag '--nam'", "run", "--nam=x");
        fails(125, "unknown flag '-Z'", "ps", "-Z");
        fails(125, "'atoll ps' does not take the argument 'x'", "ps", "x");
        fails(125, "'atoll stop' needs CONTAINER", "stop");
        fails(125, "'--timeout'", "stop", "-t", "soon", "x");
        fails(125, "flag '--name' of 'atoll run' needs a value: NAME", "run", "--name");
    }

    @Test
    void noFileIsReadForAnArgumentThatLooksLikeOne() {
        fails(1, "no such container: @/etc/passwd", "stop", "@/etc/passwd");
    }
}
