package io.atoll.cli.internal.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.protocol.Fields;
import io.atoll.cli.internal.protocol.Frame;
import io.atoll.cli.internal.protocol.FrameType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asking the user, over a real socket (S1.38, S1.39). */
class PromptTest extends ServedTest {
    @Override
    int run(CommandContext context, List<String> arguments) throws InterruptedException {
        try {
            context.out().print("before ");
            context.terminalReset("sane");
            String user = context.prompt("User: ", true);
            String secret = context.prompt("Secret: ", false);
            context.out().print(user + "/" + secret);
            return 0;
        } catch (AtollException e) {
            context.err().print(e.getMessage());
            return 9;
        }
    }

    private TestClient client() throws IOException {
        TestClient client = new TestClient(socket);
        client.expect(FrameType.HELLO);
        client.request("login");
        assertEquals("before ", client.expect(FrameType.OUTPUT).text());
        assertEquals("sane", client.expect(FrameType.TERMINAL_RESET).text());
        return client;
    }

    private static void expectPrompt(TestClient client, String text, String echo) throws IOException {
        Frame frame = client.expect(FrameType.PROMPT);
        List<byte[]> fields = Fields.decode(frame.payload());
        assertEquals(2, fields.size());
        assertEquals(text, new String(fields.get(0), UTF_8));
        assertEquals(echo, new String(fields.get(1), UTF_8));
    }

    @Test
    void asksOneAfterTheOther() throws IOException {
        try (TestClient client = client()) {
            expectPrompt(client, "User: ", "1");
            client.send(FrameType.LINE, Fields.encode("line", "me ü"));
            expectPrompt(client, "Secret: ", "0");
            client.send(FrameType.LINE, Fields.encode("end", ""));
            assertEquals("me ü/null||0", client.rest());
        }
    }

    @Test
    void whatCannotBeTakenIsExplained() throws IOException {
        try (TestClient client = client()) {
            expectPrompt(client, "User: ", "1");
            client.send(FrameType.LINE, Fields.encode("long", ""));
            assertEquals("|what was entered for 'User:' is too long: at most 4 KiB|9", client.rest());
        }
        try (TestClient client = client()) {
            expectPrompt(client, "User: ", "1");
            client.send(FrameType.LINE, Fields.encode("line".getBytes(UTF_8), new byte[] {(byte) 0xff}));
            assertEquals("|what was entered for 'User:' is not valid UTF-8|9", client.rest());
        }
    }

    @Test
    void ctrlCInsteadOfALine() throws IOException {
        try (TestClient client = client()) {
            expectPrompt(client, "User: ", "1");
            client.send(FrameType.SIGNAL, "2");
            assertEquals("||130", client.rest());
        }
    }

    @Test
    void nonsenseCutsTheConnection() throws IOException {
        for (byte[] nonsense : List.of(
                Fields.encode("line"), Fields.encode("lime", "x"), Fields.encode("line", "x".repeat(5000)), new byte[] {
                    1
                })) {
            try (TestClient client = client()) {
                expectPrompt(client, "User: ", "1");
                client.send(FrameType.LINE, nonsense);
                assertTrue(client.rest().endsWith("cut off"));
            }
        }
    }
}
