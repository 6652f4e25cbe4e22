package io.atoll.api.image;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void variantsCountWhereBothNameOne() {
        Platform v7 = new Platform("linux", "arm", "v7");
        assertFalse(v7.accepts(new Platform("linux", "arm", "v6")), "W37");
        assertTrue(v7.accepts(new Platform("linux", "arm", "v7")));
        assertTrue(v7.accepts(new Platform("linux", "arm", null)));
        assertFalse(v7.accepts(new Platform("linux", "arm64", null)));
        assertFalse(v7.accepts(new Platform("windows", "arm", "v7")));
    }
}
