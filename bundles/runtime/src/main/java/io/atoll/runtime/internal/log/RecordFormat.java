package io.atoll.runtime.internal.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.runtime.ContainerRuntime.LogEntry;
import io.atoll.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How a record, a line of a log file, is written (native/monitor/log.h). */
public enum RecordFormat {
    /** {@code TIME STREAM F|P BYTES}; {@code P} is a part of a line, whose end comes with an {@code F}. */
    CRI {
        @Override
        LogEntry parse(byte[] record) throws IOException {
            int time = indexOf(record, 0);
            int stream = indexOf(record, time + 1);
            int tag = indexOf(record, stream + 1);
            if (time < 0 || stream < 0 || tag < 0) {
                throw new IOException("it is not in the CRI format");
            }
            boolean whole = record[stream + 1] == 'F';
            ByteBuffer bytes = ByteBuffer.allocate(record.length - tag - 1 + (whole ? 1 : 0));
            bytes.put(record, tag + 1, record.length - tag - 1);
            if (whole) {
                bytes.put((byte) '\n');
            }
            return new LogEntry(
                    text(record, 0, time),
                    text(record, time + 1, stream),
                    bytes.flip().asReadOnlyBuffer());
        }
    },

    /** Docker's: an object with {@code log}, {@code stream} and {@code time}. */
    JSON {
        @Override
        LogEntry parse(byte[] record) throws IOException {
            JsonNode node;
            try {
                node = Json.parse(record, "log record");
            } catch (RuntimeException e) {
                throw new IOException("it is not in Docker's JSON format", e);
            }
            return new LogEntry(
                    node.path("time").asText(),
                    node.path("stream").asText(),
                    StandardCharsets.UTF_8.encode(node.path("log").asText()).asReadOnlyBuffer());
        }
    };

    abstract LogEntry parse(byte[] record) throws IOException;

    /** Whether the output of a record ends a line. */
    static boolean endsLine(LogEntry entry) {
        ByteBuffer bytes = entry.bytes();
        return bytes.hasRemaining() && bytes.get(bytes.limit() - 1) == '\n';
    }

    private static String text(byte[] record, int from, int to) {
        return new String(record, from, to - from, StandardCharsets.US_ASCII);
    }

    private static int indexOf(byte[] record, int from) {
        for (int i = from; i < record.length; i++) {
            if (record[i] == ' ') {
                return i;
            }
        }
        return -1;
    }
}
