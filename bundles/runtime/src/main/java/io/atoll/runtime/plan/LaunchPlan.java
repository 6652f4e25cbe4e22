package io.atoll.runtime.plan;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A flat list of operations, in the order they are done. Immutable. */
public final class LaunchPlan {
    static final byte[] MAGIC = "ATOLLPLAN1\n".getBytes(StandardCharsets.US_ASCII);

    /** What the launcher accepts at most, in bytes. */
    static final int MAX_BYTES = 4 << 20;

    private static final int MAX_FIELDS = 0xffff;

    /** Each a name and its fields. */
    private final List<List<byte[]>> operations;

    private LaunchPlan(List<List<byte[]>> operations) {
        this.operations = List.copyOf(operations);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The operations, each a name and its fields. */
    public List<List<byte[]>> operations() {
        return operations;
    }

    /**
     * The bytes the launcher reads.
     *
     * @throws AtollException INVALID if arguments and environment are larger than a plan can be
     */
    public byte[] encode() {
        long size = MAGIC.length;
        for (List<byte[]> fields : operations) {
            size += 2;
            for (byte[] field : fields) {
                size += 4 + field.length;
            }
            if (fields.size() > MAX_FIELDS) {
                throw tooLarge();
            }
        }
        if (size > MAX_BYTES) {
            throw tooLarge();
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).put(MAGIC);
        for (List<byte[]> fields : operations) {
            out.putShort((short) fields.size());
            for (byte[] field : fields) {
                out.putInt(field.length).put(field);
            }
        }
        return out.array();
    }

    /** One operation a line, as docs/launch-plan.md defines it. */
    @Override
    public String toString() {
        return PlanText.render(this);
    }

    private static AtollException tooLarge() {
        return new AtollException(
                ErrorCode.INVALID,
                "cannot start the container: its arguments and environment are larger than 4 MiB; pass less, or a file");
    }

    /** Collects operations. */
    public static final class Builder {
        private final List<List<byte[]>> operations = new ArrayList<>(96);

        private Builder() {}

        public Builder add(String operation, String... fields) {
            List<byte[]> list = new ArrayList<>(1 + fields.length);
            list.add(bytes(operation));
            for (String field : fields) {
                list.add(bytes(field));
            }
            operations.add(list);
            return this;
        }

        public Builder add(String operation, Collection<String> fields) {
            return add(operation, fields.toArray(String[]::new));
        }

        /** An operation whose last field is not text. */
        public Builder addBinary(String operation, String first, byte[] last) {
            operations.add(List.of(bytes(operation), bytes(first), last));
            return this;
        }

        /** An operation of another plan, as it is. */
        public Builder add(List<byte[]> operation) {
            operations.add(List.copyOf(operation));
            return this;
        }

        public LaunchPlan build() {
            return new LaunchPlan(operations);
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
