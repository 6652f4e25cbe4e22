package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import io.atoll.api.AtollException;
import io.atoll.posix.Inflating;
import io.atoll.posix.RawInflater;
import io.atoll.store.internal.compression.CompressionException;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.compression.GzipInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Decompresses with the JVM's zlib and with ISA-L, and compares them with each other, and with the JDK's reader where they must agree. */
public final class GzipFuzz {
    /** A few bytes can become a thousand times as many; what is beyond tells nothing new. */
    private static final int MOST = 1 << 20;

    private static final boolean HAS_ISAL =
            Inflating.isal().map(GzipFuzz::isThere).orElse(false);

    private GzipFuzz() {}

    private static boolean isThere(RawInflater inflater) {
        inflater.close();
        return true;
    }

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        foreign(data);
        ours(data);
        magic(data);
    }

    /** What both accept begins the same: the JDK's reader ends where padding begins, ours reads what may follow it. */
    private static void foreign(byte[] data) throws IOException {
        byte[] whole = read(new ByteArrayInputStream(data), Inflating.zlib());
        byte[] pieces = read(new TarFuzz.Pieces(data), Inflating.zlib());
        require(Arrays.equals(whole, pieces), "read in pieces it is something else");
        isal(data, whole);
        if (whole == null || whole.length >= MOST) {
            return;
        }
        try (InputStream jdk = new GZIPInputStream(new ByteArrayInputStream(data))) {
            byte[] expected = jdk.readNBytes(MOST);
            require(
                    expected.length <= whole.length && Arrays.equals(expected, Arrays.copyOf(whole, expected.length)),
                    "the JDK reads something else");
        } catch (EOFException | ZipException e) {
            // It compares checksums, which here are the diff-id's business.
        }
    }

    /** Not on every machine. */
    private static void isal(byte[] data, byte @Nullable [] expected) throws IOException {
        if (HAS_ISAL) {
            byte[] whole = read(new ByteArrayInputStream(data), Inflating.isal().orElseThrow());
            byte[] pieces = read(new TarFuzz.Pieces(data), Inflating.isal().orElseThrow());
            require(Arrays.equals(whole, pieces), "ISA-L reads in pieces something else");
            if (expected == null && whole != null) {
                // Codes that leave out some sequences of bits ISA-L takes, as long as none of those comes.
                require(refusal(data).endsWith("set"), "ISA-L reads what zlib refuses");
            } else {
                require(Arrays.equals(whole, expected), "ISA-L reads something else");
            }
        }
    }

    private static String refusal(byte[] data) throws IOException {
        try (InputStream in = new GzipInput(new ByteArrayInputStream(data), Inflating.zlib())) {
            return in.readNBytes(MOST).length + " bytes are not refused";
        } catch (EOFException | ZipException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** What the JDK writes is read as it was, be it in one member or two. */
    private static void ours(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int half = data.length / 2;
        member(out, data, 0, half);
        member(out, data, half, data.length - half);
        byte[] both = out.toByteArray();
        require(Arrays.equals(data, read(new TarFuzz.Pieces(both), Inflating.zlib())), "two members read wrongly");
        isal(both, data);
    }

    /** Anything else is passed on unchanged or refused. Zstandard is a native library's, which has fuzzers of its own. */
    private static void magic(byte[] data) throws IOException {
        boolean zstd = data.length >= 4
                && ((data[0] == 0x28 && (data[1] & 0xff) == 0xb5)
                        || ((data[0] & 0xf0) == 0x50 && data[1] == 0x2a && data[2] == 0x4d && data[3] == 0x18));
        boolean gzip = data.length >= 2 && data[0] == 0x1f && (data[1] & 0xff) == 0x8b;
        boolean bzip2 = starts(data, 'B', 'Z', 'h');
        boolean xz = starts(data, 0xfd, '7', 'z', 'X', 'Z', 0);
        if (zstd || gzip || xz) {
            return;
        }
        try (InputStream in = Decompression.open(new ByteArrayInputStream(data))) {
            byte[] read = in.readNBytes(MOST);
            require(bzip2 || Arrays.equals(data, read), "plain bytes are changed");
        } catch (AtollException e) {
            Refusals.check(e);
        } catch (CompressionException e) {
            require(bzip2, "what is not compressed is damaged: " + e.getMessage());
        }
    }

    private static boolean starts(byte[] data, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= data.length || (data[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static void member(ByteArrayOutputStream out, byte[] data, int offset, int length) throws IOException {
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(data, offset, length);
        }
    }

    /** @return null if it is refused */
    private static byte @Nullable [] read(InputStream data, RawInflater inflater) throws IOException {
        try (InputStream in = new GzipInput(data, inflater)) {
            return in.readNBytes(MOST);
        } catch (EOFException | ZipException e) {
            require(!String.valueOf(e.getMessage()).isBlank(), "an error without words");
            return null;
        }
    }
}
