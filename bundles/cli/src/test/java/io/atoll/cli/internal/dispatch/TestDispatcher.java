package io.atoll.cli.internal.dispatch;

import io.atoll.cli.Command;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.OptionSpec;

/** A dispatcher without a framework. */
public final class TestDispatcher {
    private final Commands commands = new Commands();
    private final Dispatcher dispatcher = new Dispatcher(commands);

    public TestDispatcher add(String name, String alias, boolean stopAtOperand, Supplier<Command> factory) {
        List<String> aliases = alias.isEmpty() ? List.of() : List.of(alias.split(","));
        commands.add(new Registration(name, aliases, "Containers", stopAtOperand, factory));
        return this;
    }

    public Commands commands() {
        return commands;
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    public List<String> names() {
        return commands.all().stream().map(Registration::name).toList();
    }

    /** The longest names of the flags of a command that has at least been used once. */
    public List<String> flags(String command) {
        Commands.Match match = commands.find(List.of(command.split(" ")));
        if (match == null) {
            throw new AssertionError("no command " + command);
        }
        ParsedCommand parsed = match.command().borrow();
        match.command().giveBack(parsed);
        return parsed.spec().options().stream().map(OptionSpec::longestName).toList();
    }
}
