package io.atoll.posix.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenSSL's hash functions, any version from 1.1. Loaded when first asked for, never at start. */
@SuppressWarnings("MemberName") // C's names
final class Libcrypto {
    private static final List<String> NAMES =
            List.of("libcrypto.so.3", "libcrypto.so.4", "libcrypto.so.1.1", "libcrypto.so");
    /** Neither the machine's openssl.cnf, which could name other providers, nor clean-up at exit, when threads may still be hashing. */
    private static final long OPTIONS = 0x80 | 0x80000;

    private Libcrypto() {}

    /** Whether this machine has it; asked of the machine once. */
    static boolean isAvailable() {
        return Loaded.LIBRARY.isPresent();
    }

    /**
     * The function of this name, which is never freed.
     *
     * @return null if this machine's library does not have it
     */
    static @Nullable Pointer function(String algorithm) {
        return switch (algorithm) {
            case "sha256" -> Functions.EVP_sha256();
            case "sha512" -> Functions.EVP_sha512();
            default -> null;
        };
    }

    static Optional<NativeLibrary> load(List<String> names) {
        for (String name : names) {
            try {
                return Optional.of(NativeLibrary.getInstance(name));
            } catch (UnsatisfiedLinkError e) {
                // The next one.
            }
        }
        return Optional.empty();
    }

    private static final class Loaded {
        static final Optional<NativeLibrary> LIBRARY = load(NAMES).filter(Loaded::register);

        private Loaded() {}

        private static boolean register(NativeLibrary library) {
            try {
                Native.register(Functions.class, library);
                return Functions.OPENSSL_init_crypto(OPTIONS, null) == 1;
            } catch (UnsatisfiedLinkError e) {
                // A library of this name without these functions.
                return false;
            }
        }
    }

    /** To be called only where {@link #isAvailable}. */
    static final class Functions {
        private Functions() {}

        static native int OPENSSL_init_crypto(long options, @Nullable Pointer settings);

        static native Pointer EVP_sha256();

        static native Pointer EVP_sha512();

        static native @Nullable Pointer EVP_MD_CTX_new();

        static native void EVP_MD_CTX_free(Pointer context);

        static native int EVP_DigestInit_ex(Pointer context, Pointer function, @Nullable Pointer engine);

        static native int EVP_DigestUpdate(Pointer context, Pointer data, long length);

        static native int EVP_DigestFinal_ex(Pointer context, byte[] result, @Nullable Pointer length);
    }
}
