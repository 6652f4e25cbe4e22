package io.atoll.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalDocumentTest {
    private static CanonicalDocument read(String text) {
        return CanonicalDocument.read(text.getBytes(StandardCharsets.UTF_8), "list", "the test");
    }

    private static String write(CanonicalDocument document) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void keepsEverythingAndWritesItCanonically() throws IOException {
        String canonical =
                "{\"a\":{\"x\":[1,\"\\\"}]\"]},\"list\":[{\"k\":\"v\",\"n\":{\"k\":\"w\"}},7,\"s\",[]],\"z\":null}";
        CanonicalDocument document = read(canonical);
        assertEquals(4, document.elements().size());
        assertEquals(
                "v", document.elements().getFirst().member("k").orElseThrow().string());
        assertEquals(
                "w",
                document.elements()
                        .getFirst()
                        .member("n")
                        .flatMap(n -> n.member("k"))
                        .orElseThrow()
                        .string());
        assertTrue(document.elements().getFirst().member("w").isEmpty());
        assertEquals(canonical, write(document));
        assertEquals(
                canonical,
                write(read("{ \"z\":null, \"list\" : [{\"n\":{\"k\":\"w\"},\"k\":\"v\"}, 7.0, \"\\u0073\", []],"
                        + "\"a\":{\"x\":[1.0,\"\\\"}]\"]}}")));
        assertEquals("{\"list\":[]}", write(read("{\"list\":[]}")));
        assertEquals("{\"list\":[]}", write(read("{\"list\":null}")), "Go's empty list");
        assertEquals("{\"\":1,\"list\":[],\"é\":\"ü\"}", write(read("{\"\":1,\"list\":[],\"é\":\"ü\"}")));
    }

    @Test
    void whatIsWrongIsRefused() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("", "empty"),
                Map.entry("[]", "missing 'list' array"),
                Map.entry("{}", "missing 'list' array"),
                Map.entry("{\"list\":{}}", "missing 'list' array"),
                Map.entry("{\"list\":[]}x", "x"),
                Map.entry("{\"list\":[]} {}", "follows"),
                Map.entry("{\"list\":[],\"list\":[]}", "Duplicate"),
                Map.entry("{\"list\":[{\"a\":1,\"a\":1}]}", "Duplicate"),
                Map.entry("{\"list\":[{\"a\":{\"b\":1,\"b\":1}}]}", "Duplicate"),
                Map.entry("{\"a\":1,\"a\":1,\"list\":[]}", "Duplicate"),
                Map.entry("{\"list\":[" + "[".repeat(200) + "]".repeat(200) + "]}", "depth"),
                Map.entry("{\"list\":[01]}", "zero"),
                Map.entry("{\"list\":[tru]}", "tru"),
                Map.entry("{\"list\":[\"\u0001\"]}", "CTRL"),
                Map.entry("{\"list\":[1,]}", "expected a value"),
                Map.entry("{\"list\":[", "end-of-input"));
        wrong.forEach((text, words) -> {
            AtollException e = assertThrows(AtollException.class, () -> read(text), text);
            assertTrue(String.valueOf(e.getMessage()).contains("the test"), e.getMessage());
            assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
        });
        byte[] latin = "{\"list\":[\"\u00e9\"]}".getBytes(StandardCharsets.ISO_8859_1);
        assertThrows(AtollException.class, () -> CanonicalDocument.read(latin, "list", "no UTF-8"));
    }

    @Test
    void numbersThatCannotBeWrittenCanBeRead() {
        CanonicalDocument document = read("{\"list\":[{\"n\":9007199254740993,\"k\":\"v\"}]}");
        assertNotNull(document.problem());
        assertEquals(
                "v", document.elements().getFirst().member("k").orElseThrow().string());
    }

    @Test
    void theFastWayAndTheSlowWayAgree() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            ObjectNode node = Json.object();
            ArrayNode list = node.putArray("list");
            for (int j = random.nextInt(4); j > 0; j--) {
                list.add(value(random, 3));
            }
            for (int j = random.nextInt(3); j > 0; j--) {
                node.set(text(random), value(random, 3));
            }
            if (!node.path("list").isArray()) {
                continue;
            }
            String canonical = new String(Json.canonical(node), StandardCharsets.UTF_8);
            assertEquals(canonical, write(read(canonical)));
            String loose = new String(Json.pretty(node), StandardCharsets.UTF_8);
            assertEquals(canonical, write(read(loose)));
            damaged(random, canonical);
        }
    }

    /** One changed byte: refused by both ways, or the same by both. */
    private static void damaged(Random random, String canonical) throws IOException {
        byte[] bytes = canonical.getBytes(StandardCharsets.UTF_8);
        bytes[random.nextInt(bytes.length)] = (byte) "{}[]\",:0-x \\".charAt(random.nextInt(12));
        CanonicalDocument document;
        try {
            document = CanonicalDocument.read(bytes, "list", "damaged");
        } catch (AtollException e) {
            return;
        }
        JsonNode whole = Json.parse(bytes, "what was accepted");
        assertEquals(new String(Json.canonical(whole), StandardCharsets.UTF_8), write(document));
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> Json.object().numberNode(random.nextLong(-1L << 53, 1L << 53));
            case 1 -> Json.object().textNode(text(random));
            case 2 -> Json.object().booleanNode(random.nextBoolean());
            case 3 -> Json.object().nullNode();
            case 4 -> {
                ArrayNode array = Json.object().arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = Json.object();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(text(random), value(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        return String.join("", List.of("a", "b!", " ", "\"", "\\", "\n", "é", "z\u0000", "0", "}", ":", "", "ab", "Z"))
                .substring(random.nextInt(8), 8 + random.nextInt(8));
    }
}
