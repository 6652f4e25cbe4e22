package io.atoll.registry.internal.http;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** As much of DER (X.690) as it takes to wrap the older forms of private keys into PKCS #8 (RFC 5208), the one form that the JDK reads. */
final class Der {
    private static final byte[] VERSION = {0x02, 0x01, 0x00};
    /** rsaEncryption (1.2.840.113549.1.1.1) and NULL. */
    private static final byte[] RSA = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };
    /** id-ecPublicKey (1.2.840.10045.2.1). */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;

    private Der() {}

    static byte[] rsaToPkcs8(byte[] pkcs1) {
        return wrap(RSA, pkcs1);
    }

    /** @throws IllegalArgumentException if it does not name its curve (RFC 5915) */
    static byte[] ecToPkcs8(byte[] sec1) {
        Reader fields = new Reader(new Reader(sec1, 0, sec1.length).value(SEQUENCE));
        byte[] version = fields.value(INTEGER);
        byte[] key = fields.value(OCTETS);
        if (version.length != 1 || key.length == 0) {
            throw new IllegalArgumentException("no EC key");
        }
        return wrap(join(EC, fields.value(PARAMETERS)), sec1);
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, join(VERSION, element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    private static byte[] element(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else {
            out.write(0x82);
            out.write(value.length >> 8);
            out.write(value.length);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Elements one after the other; lengths are checked, for the file may hold anything. */
    private static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int at;

        Reader(byte[] bytes) {
            this(bytes, 0, bytes.length);
        }

        Reader(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.at = start;
            this.end = end;
        }

        byte[] value(int tag) {
            if (next() != tag) {
                throw new IllegalArgumentException("unexpected element");
            }
            int length = next();
            if (length >= 0x80) {
                int octets = length & 0x7f;
                if (octets > 2) {
                    throw new IllegalArgumentException("too long");
                }
                length = 0;
                for (int i = 0; i < octets; i++) {
                    length = length << 8 | next();
                }
            }
            if (length > end - at) {
                throw new IllegalArgumentException("too short");
            }
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }

        private int next() {
            if (at >= end) {
                throw new IllegalArgumentException("too short");
            }
            return bytes[at++] & 0xff;
        }
    }
}
