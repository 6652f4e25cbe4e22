package io.atoll.cli.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A payload of fields: each a length (u32, big-endian) and bytes. */
public final class Fields {
    /** More than any command line has. */
    static final int MAX_FIELDS = 1 << 17;

    private Fields() {}

    public static byte[] encode(byte[]... fields) {
        int size = 0;
        for (byte[] field : fields) {
            size += Integer.BYTES + field.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        for (byte[] field : fields) {
            out.putInt(field.length).put(field);
        }
        return out.array();
    }

    public static byte[] encode(String... fields) {
        byte[][] bytes = new byte[fields.length][];
        Arrays.setAll(bytes, i -> fields[i].getBytes(StandardCharsets.UTF_8));
        return encode(bytes);
    }

    /** @throws ProtocolException if a length is wrong, or there are too many fields */
    public static List<byte[]> decode(byte[] payload) throws ProtocolException {
        List<byte[]> fields = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(payload);
        while (in.hasRemaining()) {
            int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
            if (length < 0 || length > in.remaining() || fields.size() == MAX_FIELDS) {
                throw new ProtocolException("wrong fields");
            }
            byte[] field = new byte[length];
            in.get(field);
            fields.add(field);
        }
        return fields;
    }

    /** @throws ProtocolException if it is not UTF-8 */
    public static String text(byte[] field) throws ProtocolException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(field))
                    .toString();
        } catch (CharacterCodingException e) {
            ProtocolException wrong = new ProtocolException("not UTF-8");
            wrong.initCause(e);
            throw wrong;
        }
    }

    /** Decimal, from 0 to {@code most}. */
    static long number(byte[] field, long most) throws ProtocolException {
        long value = 0;
        for (byte digit : field) {
            if (digit < '0' || digit > '9' || value > most) {
                throw new ProtocolException("not a number");
            }
            value = 10 * value + digit - '0';
        }
        if (field.length == 0 || value > most) {
            throw new ProtocolException("not a number");
        }
        return value;
    }
}
