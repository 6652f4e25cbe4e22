package io.atoll.cli.internal.progress;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.CommandContext;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/**
 * {@code --progress} of every command that transfers something. A picocli mixin. What it returns is closed by the command, in any
 * case: that leaves the terminal as it was, and says if the user interrupted the command.
 */
public final class ProgressOptions {
    private enum Mode {
        AUTO,
        PLAIN,
        JSON,
        NONE
    }

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            description =
                    "Show progress as it suits standard output ('auto', default), as lines ('plain'), as JSON, an event a"
                            + " line ('json'), or not at all ('none').")
    private String progress = "auto";

    /** Whether the user wants to see nothing but the result. */
    public boolean isNone() {
        return mode() == Mode.NONE;
    }

    /** Of a pull that is the command itself: on standard output. */
    public PullProgress pull(CommandContext context) {
        return new PullProgress(onOutput(context));
    }

    /** Of a pull on the way to something else: on standard error. */
    public PullProgress pullAside(CommandContext context) {
        return new PullProgress(onError(context));
    }

    /** Of a pull nothing is to be seen of, but that it was interrupted. */
    public PullProgress none(CommandContext context) {
        return new PullProgress(new Progress.Shown(new Items(), View.NONE, System::nanoTime, context.err()));
    }

    /** Of a copy that is the command itself: on standard output. */
    public TransferProgress transfer(CommandContext context) {
        return new TransferProgress(onOutput(context));
    }

    /** Of a copy to, or for, standard output: on standard error. */
    public TransferProgress transferAside(CommandContext context) {
        return new TransferProgress(onError(context));
    }

    /** The same, of which nothing is to be seen if it is to be quiet. */
    public TransferProgress transfer(CommandContext context, boolean quiet) {
        return quiet
                ? new TransferProgress(new Progress.Shown(new Items(), View.NONE, System::nanoTime, context.err()))
                : transfer(context);
    }

    /** Of what is quick and has a result of its own on standard output: on standard error, and without lines nobody asked for. */
    public TransferProgress transferLive(CommandContext context) {
        boolean unasked = mode() == Mode.AUTO && !context.terminal().error();
        return new TransferProgress(
                unasked
                        ? new Progress.Shown(new Items(), View.NONE, System::nanoTime, context.err())
                        : onError(context));
    }

    /** As with {@code --progress none}: for another flag that asks for it. */
    public void quieten() {
        progress = "none";
    }

    /** Checks the flag, for who shows progress only later. */
    public void check() {
        mode();
    }

    private Progress.Shown onOutput(CommandContext context) {
        return shown(context, context.out(), context.terminal().output());
    }

    private Progress.Shown onError(CommandContext context) {
        return shown(context, context.err(), context.terminal().error());
    }

    private Progress.Shown shown(CommandContext context, PrintStream stream, boolean terminal) {
        Items items = new Items();
        View view = switch (mode()) {
            case AUTO ->
                terminal && LiveView.canBeShown(context)
                        ? LiveView.start(items, context, stream)
                        : new PlainView(stream);
            case PLAIN -> new PlainView(stream);
            case JSON -> new JsonView(stream, System::nanoTime);
            case NONE -> View.NONE;
        };
        return new Progress.Shown(items, view, System::nanoTime, context.err());
    }

    private Mode mode() {
        return switch (progress) {
            case "auto" -> Mode.AUTO;
            case "plain" -> Mode.PLAIN;
            case "json" -> Mode.JSON;
            case "none", "quiet" -> Mode.NONE;
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown progress '%s': expected 'auto', 'plain', 'json' or 'none'".formatted(progress));
        };
    }
}
