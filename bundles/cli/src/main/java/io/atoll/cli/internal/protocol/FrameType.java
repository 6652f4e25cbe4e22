package io.atoll.cli.internal.protocol;

import org.jspecify.annotations.Nullable;

/** What a frame is for. */
public enum FrameType {
    HELLO('H'),
    REQUEST('Q'),
    INPUT('I'),
    RESIZE('W'),
    SIGNAL('S'),
    LAUNCHED('L'),
    FAILED('F'),
    ENDED('T'),
    LINE('V'),
    OUTPUT('O'),
    ERROR('E'),
    WANT_INPUT('i'),
    PLAN('P'),
    ATTACH('A'),
    PROMPT('R'),
    TERMINAL_RESET('U'),
    EXIT('X');

    private static final @Nullable FrameType[] BY_CODE = new @Nullable FrameType[128];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final byte code;

    FrameType(char code) {
        this.code = (byte) code;
    }

    /** The byte on the wire. */
    public byte code() {
        return code;
    }

    /** Null if there is no such type. */
    static @Nullable FrameType of(byte code) {
        return code < 0 ? null : BY_CODE[code];
    }
}
