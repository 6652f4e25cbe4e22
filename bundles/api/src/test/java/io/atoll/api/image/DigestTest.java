package io.atoll.api.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
    @Test
    void whatIsNoDigestNeverBecomesAPath() {
        for (String text : List.of(
                "",
                "sha256",
                "sha256:",
                "sha256:../../x",
                "sha256:" + "g".repeat(64),
                "sha256:" + "A".repeat(64),
                "sha256:" + "a".repeat(63),
                "sha512:" + "a".repeat(64),
                "md5:" + "a".repeat(32),
                "sha256:" + "a".repeat(62) + "/x",
                "sha256:" + "a".repeat(1000))) {
            AtollException e = assertThrows(AtollException.class, () -> Digest.parse(text), "W8: " + text);
            assertTrue(String.valueOf(e.getMessage()).length() < 300);
        }
    }

    @Test
    void bothAlgorithms() {
        String sha256 = "sha256:" + "0123456789abcdef".repeat(4);
        String sha512 = "sha512:" + "0123456789abcdef".repeat(8);
        assertEquals(sha256, Digest.parse(sha256).toString());
        assertEquals(sha512, Digest.parse(sha512).toString());
        assertEquals("0123456789ab", Digest.parse(sha256).shortHex());
    }
}
