package io.atoll.cli.internal.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** W39: what people are told can be read at their terminal. */
class ParagraphTest {
    @Test
    void longLinesBreakBetweenWords() {
        assertEquals(
                "atoll: failed to pull\n  manifest: it is not\n  there",
                Paragraph.wrap("atoll: failed to pull manifest: it is not there", 22));
    }

    @Test
    void whatIsCopiedStaysWhole() {
        String url = "https://registry.example.org/v2/" + "x".repeat(60);
        assertEquals(
                "atoll: cannot reach\n  " + url + "\n  in time",
                Paragraph.wrap("atoll: cannot reach " + url + " in time", 30));
        assertEquals(url, Paragraph.wrap(url, 10));
    }

    @Test
    void shortLinesAndTheirBreaksStay() {
        assertEquals("one two\n\nSee 'x'.", Paragraph.wrap("one two\n\nSee 'x'.", 40));
        assertEquals("  two  spaces", Paragraph.wrap("  two  spaces", 40));
    }
}
