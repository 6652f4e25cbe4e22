package io.atoll.api.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLocationTest {
    @ParameterizedTest
    @CsvSource({
        "docker://host/a:1, docker, host/a:1",
        "oci:folder:tag, oci, folder:tag",
        "oci-archive:a.tar, oci-archive, a.tar",
        "docker-archive:a.tar:b:1, docker-archive, a.tar:b:1",
        "alpine:3, atoll, alpine:3",
        "atoll:dir:target, atoll, dir:target",
        "ociimage:1, atoll, ociimage:1",
        "s3://bucket/x, s3, bucket/x"
    })
    @DisplayName("W15: places and names")
    void places(String text, String transport, String place) {
        assertEquals(new ImageLocation(transport, place), ImageLocation.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dir:target", "docker-daemon:app:1", "containers-storage:app", "dir:"})
    @DisplayName("what skopeo calls a place is not taken for an image of that name")
    void placesOfOthers(String text) {
        AtollException e = assertThrows(AtollException.class, () -> ImageLocation.parse(text));
        assertEquals(ErrorCode.UNSUPPORTED, e.code());
        assertTrue(
                String.valueOf(e.getMessage()).contains("'" + text + "' is a place that Atoll does not have"),
                e::getMessage);
    }

    @Test
    void nothingAfterTheTransport() {
        assertEquals(
                ErrorCode.INVALID,
                assertThrows(AtollException.class, () -> ImageLocation.parse("oci:"))
                        .code());
    }
}
