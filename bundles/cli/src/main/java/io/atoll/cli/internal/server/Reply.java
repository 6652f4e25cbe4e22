package io.atoll.cli.internal.server;

import io.atoll.cli.internal.protocol.Fields;
import io.atoll.cli.internal.protocol.Frame;
import io.atoll.cli.internal.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a client says of what it was asked to do. */
@SuppressWarnings("ArrayRecordComponent") // never compared
sealed interface Reply {
    /** Of an answer to a prompt, in bytes, with all around it. */
    int LONGEST_LINE = 5000;

    record Launched(long pid, long startTime) implements Reply {}

    record Failed(int index, String operation, String detail, int errno, String text) implements Reply {}

    /** @param detached the user detached: the container goes on */
    record Ended(int code, boolean detached) implements Reply {}

    /**
     * What the user typed.
     *
     * @param status {@code line}, {@code end} of the input instead of one, or {@code long}: more than is taken
     */
    record Line(String status, byte[] text) implements Reply {}

    /** Of a frame {@code L}. */
    static Launched launched(Frame frame) throws ProtocolException {
        String[] words = frame.text().split(" ", -1);
        if (words.length != 2) {
            throw new ProtocolException("expected PID STARTTIME");
        }
        return new Launched(number(words[0]), number(words[1]));
    }

    /** Of a frame {@code F}. */
    static Failed failed(Frame frame) throws ProtocolException {
        List<byte[]> fields = Fields.decode(frame.payload());
        if (fields.size() != 5) {
            throw new ProtocolException("expected five fields");
        }
        return new Failed(
                (int) number(text(fields.get(0))),
                text(fields.get(1)),
                text(fields.get(2)),
                (int) number(text(fields.get(3))),
                text(fields.get(4)));
    }

    /** Of a frame {@code T}. */
    static Ended ended(Frame frame) throws ProtocolException {
        String text = frame.text();
        return text.equals("detached") ? new Ended(0, true) : new Ended((int) number(text) & 0xff, false);
    }

    /** Of a frame {@code V}. */
    static Line line(Frame frame) throws ProtocolException {
        List<byte[]> fields = Fields.decode(frame.payload());
        if (fields.size() != 2 || frame.payload().length > LONGEST_LINE) {
            throw new ProtocolException("expected two fields, and a line at most");
        }
        String status = text(fields.get(0));
        if (!status.equals("line") && !status.equals("end") && !status.equals("long")) {
            throw new ProtocolException("not a status of a line");
        }
        Arrays.fill(frame.payload(), (byte) 0); // it may be a secret
        return new Line(status, fields.get(1));
    }

    private static String text(byte[] field) {
        return new String(field, StandardCharsets.UTF_8);
    }

    private static long number(String text) throws ProtocolException {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ProtocolException("not a number");
        }
        return Long.parseLong(text);
    }
}
