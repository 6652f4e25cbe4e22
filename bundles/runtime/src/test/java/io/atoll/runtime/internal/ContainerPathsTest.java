package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
