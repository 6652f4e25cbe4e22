package io.atoll.cli;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A command of {@code atoll}: a class annotated with picocli's {@code @Command}, {@code @Option} and {@code @Parameters}, registered as
 * a service of prototype scope with these properties:
 *
 * <ul>
 *   <li>{@value #NAME}: one word, two or three, for example {@code ps} or {@code image pull}
 *   <li>{@value #ALIAS} (optional, one or several): other names, for example {@code pull}
 *   <li>{@value #GROUP} (optional): the heading it is listed under
 *   <li>{@value #STOP} (optional, Boolean): whether everything after the first operand is an operand, even if it looks like a flag
 * </ul>
 *
 * <p>An instance serves one invocation at a time, and many, one after the other: picocli sets every annotated field anew for each. Keep
 * no state in other fields. {@code --help} (and {@code -h} where the command has no such flag) is added to every command.
 */
@ConsumerType
public interface Command {
    String NAME = "command";
    String ALIAS = "alias";
    String GROUP = "group";
    String STOP = "stopAtOperand:Boolean";

    /**
     * Does what the command is for. The thread is interrupted if the user interrupts the command, or the client is gone.
     *
     * @return the exit status
     * @throws io.atoll.api.AtollException shown as it is; its code decides the exit status
     */
    int run(CommandContext context) throws InterruptedException;
}
