package io.atoll.cli.internal.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts the user's detach keys in the place of the default ones in a launch plan (docs/launch-plan.md). */
final class PlanDetachKeys {
    private static final byte[] OPERATION = "detach-keys".getBytes(StandardCharsets.US_ASCII);
    private static final int MAGIC = "ATOLLPLAN1\n".length();

    private PlanDetachKeys() {}

    /** The plan as it is where it has no such operation. */
    static byte[] replace(byte[] plan, byte[] keys) {
        ByteBuffer in = ByteBuffer.wrap(plan).position(MAGIC);
        while (in.hasRemaining()) {
            int start = in.position();
            int fields = Short.toUnsignedInt(in.getShort());
            byte[] operation = new byte[in.getInt()];
            in.get(operation);
            for (int i = 1; i < fields; i++) {
                int length = in.getInt();
                in.position(in.position() + length);
            }
            if (Arrays.equals(operation, OPERATION)) {
                return splice(plan, start, in.position(), keys);
            }
        }
        return plan;
    }

    private static byte[] splice(byte[] plan, int start, int end, byte[] keys) {
        byte[] record = ByteBuffer.allocate(2 + 4 + OPERATION.length + 4 + keys.length)
                .putShort((short) 2)
                .putInt(OPERATION.length)
                .put(OPERATION)
                .putInt(keys.length)
                .put(keys)
                .array();
        ByteArrayOutputStream out = new ByteArrayOutputStream(plan.length + keys.length);
        out.write(plan, 0, start);
        out.writeBytes(record);
        out.write(plan, end, plan.length - end);
        return out.toByteArray();
    }
}
