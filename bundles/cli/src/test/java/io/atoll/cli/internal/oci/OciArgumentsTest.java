package io.atoll.cli.internal.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OciArgumentsTest {
    private static void assertOrder(String expected, String given) {
        assertEquals(List.of(expected.split(" ")), OciArguments.inOrder(List.of(given.split(" "))));
    }

    @Test
    void flagsForAllCommandsStandBehindTheCommand() {
        assertOrder(
                "oci create --root /r --log=l --log-format json --debug --bundle b id",
                "oci --root /r --log=l --log-format json --debug create --bundle b id");
        assertOrder("oci delete --force id", "oci delete --force id");
    }

    @Test
    void aVersionIsAskedOfTheRuntime() {
        assertOrder("oci version", "oci --version");
        assertOrder("oci version", "oci --root /r -v");
        assertOrder("oci --help", "oci --log /l --help");
    }

    @Test
    void whatIsNotForItIsLeftAlone() {
        assertOrder("run --root /r oci", "run --root /r oci");
        assertOrder("oci", "oci");
        assertOrder("oci --root", "oci --root");
        assertOrder("oci --root /r", "oci --root /r");
    }
}
