package io.atoll.cli.internal.dispatch;

import io.atoll.cli.Command;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A command that is registered. Instances are kept with what picocli found out about them, so that a warm command starts without
 * any reflection.
 */
final class Registration {
    private static final int KEPT = 8;

    private final String name;
    private final List<String> aliases;
    private final @Nullable String group;
    private final boolean stopAtOperand;
    private final Supplier<Command> factory;
    private final Deque<ParsedCommand> idle = new ArrayDeque<>();

    /** @param factory makes a new instance */
    Registration(
            String name,
            List<String> aliases,
            @Nullable String group,
            boolean stopAtOperand,
            Supplier<Command> factory) {
        this.name = name;
        this.aliases = List.copyOf(aliases);
        this.group = group;
        this.stopAtOperand = stopAtOperand;
        this.factory = factory;
    }

    String name() {
        return name;
    }

    /** Whether it is for programs, not for people. */
    boolean isHidden() {
        return name.startsWith("__");
    }

    List<String> aliases() {
        return aliases;
    }

    @Nullable
    String group() {
        return group;
    }

    ParsedCommand borrow() {
        synchronized (idle) {
            ParsedCommand kept = idle.poll();
            if (kept != null) {
                return kept;
            }
        }
        return new ParsedCommand(name, aliases, stopAtOperand, factory.get());
    }

    void giveBack(ParsedCommand command) {
        synchronized (idle) {
            if (idle.size() < KEPT) {
                idle.push(command);
            }
        }
    }
}
