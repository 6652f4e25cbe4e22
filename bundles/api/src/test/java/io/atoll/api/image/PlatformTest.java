package io.atoll.api.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Contract W37: variants count, and older ones run on newer machines. */
class PlatformTest {
    private static OptionalInt distance(String wanted, String image) {
        return platform(wanted).distance(platform(image));
    }

    private static Platform platform(String text) {
        String[] parts = text.split("/", -1);
        return new Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : null);
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
