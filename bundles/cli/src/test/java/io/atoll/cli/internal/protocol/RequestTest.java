package io.atoll.cli.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestTest {
    @Test
    void everythingIsRead() throws ProtocolException {
        Request request = Request.parse(
                Fields.encode("2", "/home/me", "011", "120", "40", "0022", "2", "ps", "-a", "PATH=/bin", "X=ü"));
        assertEquals(Path.of("/home/me"), request.directory());
        assertFalse(request.terminal().input());
        assertTrue(request.terminal().output());
        assertTrue(request.terminal().error());
        assertEquals(new TerminalSize(120, 40), request.terminal().size());
        assertEquals(022, request.umask());
        assertEquals(List.of("ps", "-a"), request.arguments());
        assertEquals(2, request.environment().size());
    }

    @Test
    void aTerminalThatDoesNotKnowItsSizeGetsTheUsual() throws ProtocolException {
        Request request = Request.parse(Fields.encode("2", "/", "111", "0", "0", "22", "0"));
        assertEquals(TerminalSize.DEFAULT, request.terminal().size());
    }

    @Test
    void wrongRequestsAreRefused() {
        for (String[] wrong : new String[][] {
            {},
            {"2", "/"},
            {"1", "/", "000", "80", "24", "022", "0"},
            {"2", "relative", "000", "80", "24", "022", "0"},
            {"2", "/", "00", "80", "24", "022", "0"},
            {"2", "/", "000", "-80", "24", "022", "0"},
            {"2", "/", "000", "80", "99999999999999999999", "022", "0"},
            {"2", "/", "000", "80", "24", "999", "0"},
            {"2", "/", "000", "80", "24", "022", "5", "ps"},
            {"2", "/", "000", "80", "24", "022", ""},
        }) {
            assertThrows(ProtocolException.class, () -> Request.parse(Fields.encode(wrong)), String.join(",", wrong));
        }
    }

    @Test
    void anArgumentThatIsNotUtf8IsExplained() {
        byte[][] fields = new byte[8][];
        String[] texts = {"2", "/", "000", "80", "24", "022", "1"};
        for (int i = 0; i < texts.length; i++) {
            fields[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        fields[7] = new byte[] {'a', (byte) 0xff};
        AtollException e = assertThrows(AtollException.class, () -> Request.parse(Fields.encode(fields)));
        assertTrue(String.valueOf(e.getMessage()).contains("not valid UTF-8"));
    }

    @Test
    void noise() {
        Random random = new Random(2);
        for (int round = 0; round < 20_000; round++) {
            byte[] payload = Fields.encode("2", "/", "000", "80", "24", "022", "1", "ps");
            for (int i = 0; i < 3; i++) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt();
            }
            try {
                Request.parse(payload);
            } catch (ProtocolException | AtollException e) {
                // either is an answer
            }
        }
    }
}
