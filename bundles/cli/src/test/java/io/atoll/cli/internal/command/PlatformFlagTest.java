package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.image.Platform;
import io.atoll.api.runtime.ContainerSpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** W37: {@code run --platform} and {@code create --platform}. */
class PlatformFlagTest extends CommandLineTest {
    private static final Platform RISCV = new Platform("linux", "riscv64", null);

    private ContainerSpec spec() {
        return services.containers.specs.getLast();
    }

    @Test
    @DisplayName("W37: of an index the image for the platform is used, and nothing is pulled")
    void choosesFromAnIndex() {
        services.images.put("app:1", "aa");
        services.images.put(RISCV, "app:1", "bb");
        assertEquals(0, run("run", "--platform", "linux/riscv64", "app:1"), context.errors());
        assertEquals(RISCV, spec().platform());
        assertEquals("", context.errors());
        assertEquals(0, run("create", "app:1"));
        assertNull(spec().platform());
        assertEquals("", context.errors());
        assertTrue(services.registry.requests.isEmpty());
    }

    @Test
    @DisplayName("W37: what is stored for another platform only is pulled for the one that is asked for")
    void pullsForThePlatform() {
        services.images.put("docker.io/library/app:1", "aa");
        assertEquals(0, run("run", "--platform", "linux/riscv64", "app:1"), context.errors());
        assertTrue(context.errors().contains("Image 'app:1' is not stored for linux/riscv64: pulling it"));
        assertEquals(RISCV, services.registry.requests.getLast().platform());
        assertEquals(RISCV, spec().platform());
        run("run", "--pull", "always", "--platform", "linux/riscv64", "app:1");
        assertEquals(RISCV, services.registry.requests.getLast().platform());
    }

    @Test
    void doesNotPullWhereThatIsForbidden() {
        services.images.put("app:1", "aa");
        fails(125, "there is none for linux/riscv64", "run", "--pull", "never", "--platform", "linux/riscv64", "app:1");
        assertTrue(services.registry.requests.isEmpty());
    }

    @Test
    void refusesWhatTheRegistryHasForAnotherPlatformOnly() {
        fails(125, "there is none for linux/riscv64", "run", "--platform", "linux/riscv64", "single:1");
        assertTrue(services.containers.specs.isEmpty());
    }

    @Test
    @DisplayName("an image of another platform that nobody asked for is used with a warning, as Docker does")
    void warns() {
        services.images.put(RISCV, "app:1", "bb");
        assertEquals(0, run("run", "app:1"));
        assertTrue(
                context.errors().startsWith("atoll: warning: the platform of the image 'app:1' (linux/riscv64) is not"),
                context.errors());
    }

    @Test
    void refusesWhatIsNoPlatform() {
        fails(125, "expected OS/ARCH[/VARIANT]", "run", "--platform", "riscv64", "app:1");
        assertTrue(services.registry.requests.isEmpty());
    }
}
