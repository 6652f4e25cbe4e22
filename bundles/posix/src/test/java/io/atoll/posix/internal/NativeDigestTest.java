package io.atoll.posix.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.posix.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("OpenSSL's hashes are Java's")
final class NativeDigestTest {
    private static final long LARGE = 1L << 30;

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha512"})
    @DisplayName("for any length, cut anywhere, on the heap and outside")
    void same(String algorithm) throws NoSuchAlgorithmException {
        MessageDigest tested = nativeOf(algorithm);
        MessageDigest java = MessageDigest.getInstance(tested.getAlgorithm());
        Random random = new Random(1);
        // Around the hashes' blocks, and around the memory that input is copied through.
        for (int length :
                new int[] {0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 4097, 131071, 131072, 131073, 700001}) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            ByteBuffer direct = ByteBuffer.allocateDirect(length).put(data).flip();
            byte[] expected = java.digest(data);
            assertArrayEquals(expected, tested.digest(data), () -> "whole, " + length);
            int cut = random.nextInt(length + 1);
            tested.update(data, 0, cut);
            tested.update(direct.position(cut));
            assertEquals(length, direct.position());
            assertArrayEquals(expected, tested.digest(), () -> "cut and outside the heap, " + length);
            ByteBuffer onHeap = ByteBuffer.wrap(data);
            tested.update(onHeap.slice(0, cut).asReadOnlyBuffer());
            for (int i = cut; i < Math.min(length, cut + 3); i++) {
                tested.update(data[i]);
            }
            int rest = Math.min(length, cut + 3);
            tested.update(data, rest, length - rest);
            assertArrayEquals(expected, tested.digest(), () -> "byte by byte, " + length);
        }
    }

    @Test
    @DisplayName("and may be begun anew half-way")
    void reset() {
        MessageDigest tested = nativeOf("sha256");
        tested.update((byte) 1);
        tested.reset();
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                HexFormat.of().formatHex(tested.digest("abc".getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    @DisplayName("many that are never finished cost no memory that stays")
    void abandoned() throws InterruptedException {
        long before = residentBytes();
        for (int i = 0; i < 300_000; i++) {
            nativeOf("sha512").update((byte) i);
            if (i % 50_000 == 0) {
                System.gc();
                Thread.sleep(50);
            }
        }
        // Each would be some 500 bytes of C's memory: 150 MB.
        assertTrue(residentBytes() - before < 100L << 20, () -> "%d bytes more".formatted(residentBytes() - before));
    }

    @Test
    @DisplayName("a machine without the library uses Java's")
    void missing() {
        assertTrue(Libcrypto.load(List.of("libcrypto.so.none", "libnone.so")).isEmpty());
        assertTrue(NativeDigest.of("md5").isEmpty());
    }

    @Test
    @DisplayName("nothing native is used for what is small, and no algorithm but the two")
    void choice() {
        assertInstanceOf(NativeDigest.class, Hashing.of("sha256", LARGE));
        assertEquals("SHA-512", Hashing.of("sha512", 10).getAlgorithm());
        assertTrue(!(Hashing.of("sha256", 10) instanceof NativeDigest));
        AtollException refused = assertThrows(AtollException.class, () -> Hashing.of("md5", LARGE));
        assertEquals(ErrorCode.UNSUPPORTED, refused.code());
    }

    private static MessageDigest nativeOf(String algorithm) {
        return NativeDigest.of(algorithm).orElseThrow(() -> new AssertionError("libcrypto is not installed"));
    }

    private static long residentBytes() {
        try {
            String statm = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/statm"));
            return Long.parseLong(statm.split(" ")[1]) * 4096;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
