package io.atoll.cli.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    @Test
    void aFrameComesOutHoweverItIsCut() throws ProtocolException {
        byte[] bytes = frame('Q', "hello".getBytes(StandardCharsets.US_ASCII));
        for (int cut = 0; cut <= bytes.length; cut++) {
            FrameDecoder decoder = new FrameDecoder();
            decoder.feed(ByteBuffer.wrap(bytes, 0, cut));
            Frame early = decoder.next();
            decoder.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            Frame frame = early == null ? decoder.next() : early;
            assertNotNull(frame);
            assertEquals(FrameType.REQUEST, frame.type());
            assertEquals("hello", frame.text());
            assertNull(decoder.next());
            assertTrue(decoder.isBetweenFrames());
        }
    }

    @Test
    void manyFramesAtOnce() throws ProtocolException {
        FrameDecoder decoder = new FrameDecoder();
        for (int round = 0; round < 50; round++) {
            ByteBuffer many = ByteBuffer.allocate(100_000);
            for (int i = 0; i < 20; i++) {
                many.put(frame('I', new byte[i * 100]));
            }
            decoder.feed(many.flip());
            for (int i = 0; i < 20; i++) {
                Frame frame = decoder.next();
                assertNotNull(frame);
                assertEquals(i * 100, frame.payload().length);
            }
            assertNull(decoder.next());
        }
    }

    @Test
    void theLargestFrameIsAcceptedAndOneByteMoreIsNot() throws ProtocolException {
        FrameDecoder decoder = new FrameDecoder();
        decoder.feed(ByteBuffer.wrap(frame('I', new byte[Frame.MAX_PAYLOAD])));
        Frame frame = decoder.next();
        assertNotNull(frame);
        assertEquals(Frame.MAX_PAYLOAD, frame.payload().length);
        refused(Frame.MAX_PAYLOAD + 1, 'I');
        refused(-1, 'I');
        refused(Integer.MIN_VALUE, 'I');
    }

    @Test
    void anUnknownTypeIsRefusedBeforeItsPayloadIsRead() {
        refused(10, 'z');
        refused(0, '\0');
        refused(0, (char) 0xff);
    }

    /** Whatever comes: frames or a ProtocolException, nothing else, and never more memory than what came. */
    @Test
    void noise() {
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 5 && random.nextBoolean()) {
                bytes[0] = 0;
                bytes[1] = 0;
                bytes[2] = 0;
                bytes[4] = (byte) "HQIWSLFTOEiPAX".charAt(random.nextInt(14));
            }
            FrameDecoder decoder = new FrameDecoder();
            decoder.feed(ByteBuffer.wrap(bytes));
            try {
                for (Frame frame = decoder.next(); frame != null; frame = decoder.next()) {
                    assertTrue(frame.payload().length <= bytes.length);
                    decode(frame);
                }
            } catch (ProtocolException e) {
                refused++;
            }
        }
        assertFalse(refused == 0);
    }

    @Test
    void fieldsSurvive() throws ProtocolException {
        byte[] payload = Fields.encode("", "a", "ü\0");
        assertEquals(3, Fields.decode(payload).size());
        assertArrayEquals(
                "ü\0".getBytes(StandardCharsets.UTF_8), Fields.decode(payload).get(2));
        assertThrows(ProtocolException.class, () -> Fields.decode(new byte[] {0, 0, 0, 9, 1}));
        assertThrows(ProtocolException.class, () -> Fields.decode(new byte[] {0, 0}));
        assertThrows(ProtocolException.class, () -> Fields.decode(new byte[] {-1, -1, -1, -1}));
    }

    private static void decode(Frame frame) {
        try {
            Fields.decode(frame.payload());
            Request.parse(frame.payload());
        } catch (ProtocolException e) {
            // one of the two allowed ends
        }
    }

    private static void refused(int length, char type) {
        FrameDecoder decoder = new FrameDecoder();
        decoder.feed(ByteBuffer.allocate(5).putInt(length).put((byte) type).flip());
        assertThrows(ProtocolException.class, decoder::next);
    }

    private static byte[] frame(char type, byte[] payload) {
        return ByteBuffer.allocate(5 + payload.length)
                .putInt(payload.length)
                .put((byte) type)
                .put(payload)
                .array();
    }
}
