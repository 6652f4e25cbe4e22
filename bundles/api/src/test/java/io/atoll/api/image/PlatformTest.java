package io.atoll.api.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Contract W37: variants count, and older ones run on newer machines. */
class PlatformTest {
    private static OptionalInt distance(String wanted, String image) {
        return platform(wanted).distance(platform(image));
    }

    private static Platform platform(String text) {
        return Platform.parse(text);
    }

    @Test
    void isReadAsPeopleWriteIt() {
        assertEquals(new Platform("linux", "arm", "v7"), Platform.parse("linux/arm/v7"));
        assertEquals(new Platform("linux", "amd64", null), Platform.parse("Linux/AMD64"));
        for (String wrong : List.of(
                "",
                "linux",
                "linux/",
                "/amd64",
                "linux//v7",
                "linux/arm/",
                "a/b/c/d",
                "a b/c",
                "a/b\n",
                "a/" + "b".repeat(65))) {
            AtollException e = assertThrows(AtollException.class, () -> Platform.parse(wrong), wrong);
            assertEquals(ErrorCode.INVALID, e.code());
            assertTrue(String.valueOf(e.getMessage()).contains("expected OS/ARCH[/VARIANT]"), e.getMessage());
        }
    }

    private static void runs(String wanted, String image, int distance) {
        assertEquals(OptionalInt.of(distance), distance(wanted, image), image + " on " + wanted);
    }

    private static void runsNot(String wanted, String image) {
        assertEquals(OptionalInt.empty(), distance(wanted, image), image + " on " + wanted);
    }

    @Test
    void systemAndArchitectureCount() {
        runs("linux/amd64", "linux/amd64", 0);
        runs("linux/amd64", "linux/x86_64", 0);
        runs("linux/aarch64", "linux/arm64", 0);
        runsNot("linux/amd64", "windows/amd64");
        runsNot("linux/arm/v7", "linux/arm64");
        runsNot("linux/amd64", "linux/386");
        runsNot("linux/amd64", "unknown/unknown");
    }

    @Test
    void olderVariantsRunOnNewerMachines() {
        runs("linux/arm/v7", "linux/arm/v7", 0);
        runs("linux/arm/v7", "linux/arm", 0);
        runs("linux/arm/v7", "linux/armhf", 0);
        runs("linux/arm/v7", "linux/arm/v6", 10);
        runs("linux/arm/v7", "linux/arm/v5", 20);
        runsNot("linux/arm/v6", "linux/arm/v7");
        runsNot("linux/arm/v6", "linux/arm");
        runs("linux/arm/v6", "linux/armel", 0);
        runs("linux/arm64", "linux/arm64/v8", 0);
        runs("linux/arm64/v8", "linux/arm64", 0);
        runs("linux/arm64/v9", "linux/arm64/v8", 10);
        runs("linux/arm64/v8.2", "linux/arm64/v8", 2);
        runsNot("linux/arm64/v8", "linux/arm64/v9");
    }

    @Test
    void newerOnesOfAmd64OnlyIfAskedOrNothingElse() {
        runs("linux/amd64/v3", "linux/amd64", 20);
        runs("linux/amd64/v3", "linux/amd64/v2", 10);
        runsNot("linux/amd64/v2", "linux/amd64/v3");
        runs("linux/amd64", "linux/amd64/v1", 0);
        runs("linux/amd64", "linux/amd64/v3", 100_020);
    }

    @Test
    void namesThatAreNoNumbers() {
        runs("linux/ppc64le/power9", "linux/ppc64le/power9", 0);
        runs("linux/ppc64le/power9", "linux/ppc64le", 100_000);
        runs("linux/ppc64le", "linux/ppc64le/power9", 100_000);
        runsNot("linux/ppc64le/power9", "linux/ppc64le/power10");
    }
}
