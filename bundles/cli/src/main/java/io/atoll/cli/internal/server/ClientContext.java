package io.atoll.cli.internal.server;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Launch;
import io.atoll.api.runtime.LaunchMode;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.CommandContext;
import io.atoll.cli.Terminal;
import io.atoll.cli.internal.protocol.Fields;
import io.atoll.cli.internal.protocol.FrameType;
import io.atoll.cli.internal.protocol.ProtocolException;
import io.atoll.cli.internal.protocol.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The context of a command that a client sent. */
final class ClientContext implements CommandContext {
    private static final int LONGEST_PROMPT = 250;
    private static final int LONGEST_RESET = 64;

    private final Request request;
    private final FrameChannel channel;
    private final Dialogue dialogue;
    private final FrameInput input;
    private final FrameOutput output;
    private final FrameOutput error;
    private final PrintStream out;
    private final PrintStream err;
    private volatile Terminal terminal;
    private @Nullable Map<String, String> environment;

    ClientContext(Request request, FrameChannel channel, Dialogue dialogue, FrameInput input) {
        this.request = request;
        this.channel = channel;
        this.dialogue = dialogue;
        this.input = input;
        terminal = request.terminal();
        output = new FrameOutput(channel, FrameType.OUTPUT, terminal.output(), null);
        error = new FrameOutput(channel, FrameType.ERROR, true, output);
        out = new PrintStream(output, false, StandardCharsets.UTF_8);
        err = new PrintStream(error, false, StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public PrintStream err() {
        return err;
    }

    @Override
    public InputStream in() {
        return input;
    }

    @Override
    public Terminal terminal() {
        return terminal;
    }

    void resize(TerminalSize size) {
        terminal = new Terminal(terminal.input(), terminal.output(), terminal.error(), size);
    }

    List<String> arguments() {
        return request.arguments();
    }

    @Override
    public Path directory() {
        return request.directory();
    }

    @Override
    public Map<String, String> environment() {
        Map<String, String> map = environment;
        if (map == null) {
            map = new LinkedHashMap<>();
            for (byte[] entry : request.environment()) {
                String text = new String(entry, StandardCharsets.UTF_8);
                int equals = text.indexOf('=');
                if (equals > 0) {
                    map.putIfAbsent(text.substring(0, equals), text.substring(equals + 1));
                }
            }
            map = Collections.unmodifiableMap(map);
            environment = map;
        }
        return map;
    }

    @Override
    public int launch(Launch launch, LaunchMode mode) throws InterruptedException {
        byte[] plan = launch.plan();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        dialogue.expectLaunch(mode != LaunchMode.DETACHED);
        send(FrameType.PLAN, plan);
        switch (dialogue.await()) {
            case Reply.Launched launched -> launch.started(launched.pid(), launched.startTime());
            case Reply.Failed failed ->
                throw launch.failed(failed.index(), failed.operation(), failed.detail(), failed.errno(), failed.text());
            case Reply.Ended ended -> throw new IllegalStateException("ended before it was launched: " + ended);
            case Reply.Line line -> throw new IllegalStateException("a line instead of a launch");
        }
        if (mode == LaunchMode.DETACHED) {
            return 0;
        }
        int code = awaitEnd();
        if (mode == LaunchMode.FOREGROUND) {
            launch.exited(code);
        }
        return code;
    }

    @Override
    public int attach(Path socket, boolean tty, byte[] detachKeys) throws InterruptedException {
        dialogue.expectEnd();
        send(
                FrameType.ATTACH,
                Fields.encode(
                        socket.toString().getBytes(StandardCharsets.UTF_8),
                        (tty ? "tty" : "").getBytes(StandardCharsets.US_ASCII),
                        detachKeys));
        return awaitEnd();
    }

    @Override
    public @Nullable String prompt(String text, boolean echo) throws InterruptedException {
        if (text.length() > LONGEST_PROMPT) {
            throw new IllegalArgumentException("a prompt of %d characters".formatted(text.length()));
        }
        dialogue.expectLine();
        send(FrameType.PROMPT, Fields.encode(text, echo ? "1" : "0"));
        if (!(dialogue.await() instanceof Reply.Line line)) {
            throw new IllegalStateException("no line");
        }
        String what = text.strip();
        if (line.status().equals("long")) {
            throw new AtollException(
                    ErrorCode.INVALID, "what was entered for '%s' is too long: at most 4 KiB".formatted(what));
        }
        try {
            return line.status().equals("end") ? null : Fields.text(line.text());
        } catch (ProtocolException e) {
            throw new AtollException(
                    ErrorCode.INVALID, "what was entered for '%s' is not valid UTF-8".formatted(what), e);
        } finally {
            Arrays.fill(line.text(), (byte) 0);
        }
    }

    @Override
    public void terminalReset(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_RESET) {
            throw new IllegalArgumentException("more than %d bytes".formatted(LONGEST_RESET));
        }
        out.flush();
        err.flush();
        try {
            channel.send(FrameType.TERMINAL_RESET, bytes);
        } catch (IOException e) {
            // The client is gone, and with it what was to be put right.
        }
    }

    /** Everything that was written becomes frames; they leave with the next flush of the channel. */
    void drain() throws IOException {
        output.drain();
        error.drain();
    }

    private int awaitEnd() throws InterruptedException {
        return switch (dialogue.await()) {
            case Reply.Ended ended -> ended.code();
            case Reply.Launched again -> throw new IllegalStateException("launched twice: " + again);
            case Reply.Failed failed -> throw new IllegalStateException("failed after it was launched: " + failed);
            case Reply.Line line -> throw new IllegalStateException("a line instead of an end");
        };
    }

    private void send(FrameType type, byte[] payload) throws InterruptedException {
        try {
            drain();
            channel.send(type, payload);
        } catch (IOException e) {
            throw (InterruptedException) new InterruptedException("the client is gone").initCause(e);
        }
    }
}
