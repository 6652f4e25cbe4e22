package io.atoll.cli.internal.protocol;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.cli.Terminal;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the client wants ({@code Q}).
 *
 * @param umask the client's
 * @param environment raw {@code NAME=value}: most commands never look at it
 */
public record Request(Path directory, Terminal terminal, int umask, List<String> arguments, List<byte[]> environment) {
    /** Of the protocol; client and engine refuse another. */
    public static final String VERSION = "2";

    private static final int FIXED = 7;

    /**
     * @throws ProtocolException if it is no request
     * @throws AtollException UNSUPPORTED if a name or an argument in it is not UTF-8
     */
    public static Request parse(byte[] payload) throws ProtocolException {
        List<byte[]> fields = Fields.decode(payload);
        if (fields.size() < FIXED || !Fields.text(fields.get(0)).equals(VERSION)) {
            throw new ProtocolException("a request of another protocol version than " + VERSION);
        }
        int arguments = (int) Fields.number(fields.get(6), Fields.MAX_FIELDS);
        if (arguments > fields.size() - FIXED) {
            throw new ProtocolException("fewer arguments than announced");
        }
        List<String> words = new ArrayList<>(arguments);
        for (byte[] argument : fields.subList(FIXED, FIXED + arguments)) {
            words.add(text(argument, "an argument"));
        }
        return new Request(
                directory(fields.get(1)),
                terminal(fields),
                umask(fields.get(5)),
                words,
                fields.subList(FIXED + arguments, fields.size()));
    }

    /** The size of a terminal from {@code COLUMNS ROWS}. */
    public static TerminalSize size(String columnsAndRows) throws ProtocolException {
        int space = columnsAndRows.indexOf(' ');
        if (space < 0) {
            throw new ProtocolException("not a terminal size");
        }
        return size(
                columnsAndRows.substring(0, space).getBytes(StandardCharsets.US_ASCII),
                columnsAndRows.substring(space + 1).getBytes(StandardCharsets.US_ASCII));
    }

    private static TerminalSize size(byte[] columns, byte[] rows) throws ProtocolException {
        int width = (int) Fields.number(columns, 65535);
        int height = (int) Fields.number(rows, 65535);
        // A terminal that does not know its size says 0.
        return width == 0 || height == 0 ? TerminalSize.DEFAULT : new TerminalSize(width, height);
    }

    /** People can have such names: that is an error to explain, not a peer to cut off. */
    private static String text(byte[] field, String what) {
        try {
            return Fields.text(field);
        } catch (ProtocolException e) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "%s is not valid UTF-8: '%s'".formatted(what, new String(field, StandardCharsets.UTF_8)),
                    e);
        }
    }

    private static Path directory(byte[] field) throws ProtocolException {
        try {
            Path path = Path.of(text(field, "the working directory's name"));
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // falls through to the one message
        }
        throw new ProtocolException("the working directory is no absolute path");
    }

    private static Terminal terminal(List<byte[]> fields) throws ProtocolException {
        byte[] which = fields.get(2);
        if (which.length != 3) {
            throw new ProtocolException("which streams are terminals: expected three digits");
        }
        return new Terminal(which[0] == '1', which[1] == '1', which[2] == '1', size(fields.get(3), fields.get(4)));
    }

    private static int umask(byte[] field) throws ProtocolException {
        String text = Fields.text(field);
        if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '7')) {
            throw new ProtocolException("not a umask");
        }
        return Integer.parseInt(text, 8);
    }
}
