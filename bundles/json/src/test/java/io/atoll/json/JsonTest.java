package io.atoll.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static String canonical(String text) {
        return new String(
                Json.canonical(Json.parse(text.getBytes(StandardCharsets.UTF_8), "test")), StandardCharsets.UTF_8);
    }

    @Test
    void canonicalFormIsRfc8785() {
        assertEquals("{\"a\":\"qwerty\",\"b\":12}", canonical("{ \"b\": 12, \"a\": \"qwerty\" }"), "S4.6");
        // RFC 8785 section 3.2.3: sorted by UTF-16 code units, so a surrogate pair comes before U+FB33.
        assertEquals(
                "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"\u00f6\":4,\"\u20ac\":5,\"\ud83d\ude00\":6,\"\ufb33\":7}",
                canonical(
                        "{\"\u20ac\":5,\"\\r\":1,\"\ufb33\":7,\"1\":2,\"\ud83d\ude00\":6,\"\u0080\":3,\"\u00f6\":4}"));
        assertEquals(
                "[\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u007f\"]",
                canonical("[\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\\\/\u007f\"]"));
        assertEquals(
                "[0,-1,9007199254740992,true,null,{},[]]", canonical("[0, -1, 9007199254740992, true, null, {}, []]"));
        // RFC 8785 appendix B.
        assertEquals(
                "[0,5e-324,1.7976931348623157e+308,9007199254740994,-9223372036854776000]",
                canonical("[-0.0, 4.9E-324, 1.7976931348623157e308, 9007199254740994, -9223372036854775808]"));
        assertEquals(
                "[295147905179352830000,1e+23,9.999999999999997e+22,0.000001,1e-7,333333333.3333333,1.5,-1.5,100]",
                canonical(
                        "[295147905179352825856, 1E+23, 9.999999999999997e22, 1e-6, 1e-7, 333333333.33333329, 1.5, -1.50, 1e2]"));
        assertThrows(AtollException.class, () -> canonical("[1e999]"));
        assertThrows(IllegalArgumentException.class, () -> canonical("[\"\\ud83d\"]"), "half a surrogate pair");
        assertThrows(IllegalArgumentException.class, () -> canonical("[9007199254740993]"));
    }

    @Test
    void halfOfASurrogatePairIsNotWrittenAsSomethingElse() {
        for (String text : List.of("\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud800\\ud800\\udc00", "a\\ud800b")) {
            assertThrows(IllegalArgumentException.class, () -> canonical("[\"" + text + "\"]"), text);
            // Both would be '?': a document that names a member twice, which cannot be read again.
            assertThrows(RuntimeException.class, () -> canonical("{\"" + text + "\":1,\"?\":2}"), text);
        }
        assertEquals("[\"\ud83d\ude00\"]", canonical("[\"\\ud83d\\ude00\"]"));
    }

    @Test
    void onlyUtf8IsJson() {
        for (var charset : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16)) {
            AtollException e = assertThrows(
                    AtollException.class, () -> Json.parse("{\"a\":1}".getBytes(charset), "the test"), charset.name());
            assertEquals(ErrorCode.CORRUPT, e.code());
        }
    }

    @Test
    void whatIsWrongIsRefused() {
        for (String text : List.of(
                "",
                " ",
                "{",
                "{} {}",
                "{}x",
                "{\"a\":1,\"a\":2}",
                "[".repeat(200) + "]".repeat(200),
                "{\"a\":\"\u0001\"}",
                "NaN",
                "[1e400]",
                "[-1e400]",
                "'a'")) {
            AtollException e = assertThrows(
                    AtollException.class, () -> Json.parse(text.getBytes(StandardCharsets.UTF_8), "the test"), text);
            assertEquals(ErrorCode.CORRUPT, e.code());
            assertTrue(String.valueOf(e.getMessage()).contains("the test"));
        }
        assertThrows(AtollException.class, () -> Json.parse(new byte[Json.MAX_BYTES + 1], "large"));
    }
}
