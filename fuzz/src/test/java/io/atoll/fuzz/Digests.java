package io.atoll.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.atoll.testing.TestImages;
import java.util.Arrays;

/** Makes the blobs of an archive what their names say, which a fuzzer cannot guess either: what refers to one is changed with it. */
final class Digests {
    private static final byte[] BLOBS = "blobs/sha256/".getBytes(US_ASCII);
    private static final int HEX = 64;
    /** Layers and configurations, manifests, indexes, indexes of those. */
    private static final int LEVELS = 5;

    private Digests() {}

    /** A copy of an archive with right headers, of the same length. What is right already stays as it is. */
    static byte[] repaired(byte[] data) {
        byte[] archive = Archives.repaired(data);
        boolean changed = true;
        for (int level = 0; changed && level < LEVELS; level++) {
            changed = pass(archive);
        }
        return Archives.repaired(archive);
    }

    private static boolean pass(byte[] archive) {
        boolean changed = false;
        for (Archives.Content content : Archives.contents(archive)) {
            int name = content.header();
            if (startsWith(archive, name, "./".getBytes(US_ASCII))) {
                name += 2;
            }
            if (startsWith(archive, name, BLOBS)) {
                byte[] said = Arrays.copyOfRange(archive, name + BLOBS.length, name + BLOBS.length + HEX);
                byte[] bytes = Arrays.copyOfRange(archive, content.from(), content.to());
                byte[] hex = TestImages.sha256(bytes).hex().getBytes(US_ASCII);
                if (!Arrays.equals(said, hex) && isHex(said)) {
                    replace(archive, said, hex);
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static boolean isHex(byte[] text) {
        for (byte digit : text) {
            if (Character.digit(digit, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] archive, int at, byte[] prefix) {
        return Arrays.equals(archive, at, at + prefix.length, prefix, 0, prefix.length);
    }

    private static void replace(byte[] archive, byte[] old, byte[] with) {
        for (int at = 0; at + HEX <= archive.length; at++) {
            if (archive[at] == old[0] && startsWith(archive, at, old)) {
                System.arraycopy(with, 0, archive, at, HEX);
                at += HEX - 1;
            }
        }
    }
}
