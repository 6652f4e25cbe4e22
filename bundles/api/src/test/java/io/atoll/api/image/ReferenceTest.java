package io.atoll.api.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final String HEX = "ab".repeat(32);

    private static String normal(String text) {
        return Reference.parse(text).withDefaultRegistry("docker.io/library").toString();
    }

    @Test
    @DisplayName(
            "S1.56 the tag is latest where there is neither tag nor digest; the colon of a port is no tag (decision 4)")
    void defaultTag() {
        Map<String, String> vectors = Map.of(
                "alpine",
                "alpine:latest",
                "alpine:3.21",
                "alpine:3.21",
                "alpine@sha256:" + HEX,
                "alpine@sha256:" + HEX,
                "team/app",
                "team/app:latest",
                "localhost:5000/app",
                "localhost:5000/app:latest",
                "localhost:5000/app:v1",
                "localhost:5000/app:v1",
                "[::1]:5000/app",
                "[::1]:5000/app:latest");
        vectors.forEach((given, expected) ->
                assertEquals(expected, Reference.parse(given).withDefaultTag().toString()));
    }

    @Test
    @DisplayName("S1.60 the full form: the default registry where none is named, and the default tag")
    void normalForms() {
        assertEquals("docker.io/library/alpine:latest", normal("alpine"));
        assertEquals("docker.io/library/alpine:3.19", normal("alpine:3.19"));
        assertEquals("docker.io/team/app:latest", normal("team/app"));
        assertEquals("myregistry.io/myimage:v1", normal("myregistry.io/myimage:v1"));
        assertEquals("localhost:5000/app:latest", normal("localhost:5000/app"), "a port is no tag (S1.57)");
        assertEquals("localhost/app:latest", normal("localhost/app"));
        assertEquals("[::1]:5000/a/b:c", normal("[::1]:5000/a/b:c"), "W4: IPv6");
        assertEquals("docker.io/library/alpine@sha256:" + HEX, normal("alpine@sha256:" + HEX));
        assertEquals("docker.io/library/alpine:3@sha256:" + HEX, normal("alpine:3@sha256:" + HEX));
        assertEquals(
                "docker.io/alpine:latest",
                Reference.parse("alpine").withDefaultRegistry("docker.io").toString());
    }

    @Test
    void parts() {
        Reference reference = Reference.parse("r.example:443/a/b_c-d:T.1@sha256:" + HEX);
        assertEquals("r.example:443", reference.registry());
        assertEquals("a/b_c-d", reference.repository());
        assertEquals("T.1", reference.tag());
        assertEquals(Digest.sha256(HEX), reference.digest());
        assertNull(Reference.parse("a/b").registry());
    }

    @Test
    void wrongOnesSayWhy() {
        for (String text : List.of(
                "",
                ":tag",
                "a//b",
                "/a",
                "a/",
                "UPPER",
                "a:b:c",
                "a:",
                "a:-x",
                "a@sha256:" + HEX.substring(1),
                "a@md5:" + HEX,
                "a b",
                "a:t/../x",
                "..",
                "a/../b",
                "host.example:port/a",
                "a:" + "t".repeat(129),
                "a".repeat(256),
                "ünï")) {
            AtollException e = assertThrows(AtollException.class, () -> Reference.parse(text), text);
            assertEquals(ErrorCode.INVALID, e.code());
        }
    }
}
