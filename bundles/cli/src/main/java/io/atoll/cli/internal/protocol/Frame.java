package io.atoll.cli.internal.protocol;

import java.nio.charset.StandardCharsets;

/** A frame. The payload belongs to whoever has the frame. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Frame(FrameType type, byte[] payload) {
    /** The largest payload. */
    public static final int MAX_PAYLOAD = 4 << 20;

    /** Length and type. */
    public static final int HEADER = 5;

    /** The payload as ASCII. */
    public String text() {
        return new String(payload, StandardCharsets.US_ASCII);
    }
}
