package io.atoll.seccomp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import org.junit.jupiter.api.Test;

final class LibSeccompTest {
    static boolean isInstalled() {
        try {
            LibSeccomp.load(LibSeccomp.NAME);
            return true;
        } catch (AtollException e) {
            System.out.println("seccomp tests skipped: " + e.getMessage());
            return false;
        }
    }

    @Test
    void saysWhatToInstall() {
        AtollException e = assertThrows(AtollException.class, () -> LibSeccomp.load("libseccomp-absent.so.9"));
        assertEquals(ErrorCode.UNSUPPORTED, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains("apt-get install libseccomp2"));
    }
}
