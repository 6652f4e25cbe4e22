package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.ContainerSpec.Volume;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerPathsTest {
    @Test
    void workingDirectories() {
        assertEquals("/", ContainerPaths.workingDir(null, ""));
        assertEquals("/app", ContainerPaths.workingDir(null, "/app"));
        assertEquals("/app/x", ContainerPaths.workingDir("x", "/app"));
        assertEquals("/y", ContainerPaths.workingDir("/y/./z/..", "/app"));
        assertEquals("/etc", ContainerPaths.workingDir("../../../etc", "/app"));
    }

    @Test
    void volumesKeepOffWhatKeepsTheContainerIn() {
        for (String target : List.of("/", "/proc", "/proc/1", "/sys/fs", "/data/../proc", "relative", "")) {
            assertThrows(AtollException.class, () -> ContainerPaths.volume(new Volume("/srv", target, false)), target);
        }
        assertThrows(AtollException.class, () -> ContainerPaths.volume(new Volume("srv", "/srv", false)));
        assertThrows(AtollException.class, () -> ContainerPaths.volume(new Volume("/s\0rv", "/srv", false)));
        assertEquals(
                new Volume("/srv", "/processes", true),
                ContainerPaths.volume(new Volume("/srv", "/x/../processes", true)));
    }
}
