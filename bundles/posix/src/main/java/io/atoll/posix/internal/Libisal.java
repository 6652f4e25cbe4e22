package io.atoll.posix.internal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.atoll.posix.Inflating;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Intel's ISA-L, of which the inflate functions are used (igzip_lib.h), version 2. Loaded when first asked for, never at start. */
@SuppressWarnings("MemberName") // C's names
final class Libisal {
    /** The ABI's version is in its name; no other has the {@link IsalState} that is known. */
    private static final String NAME = "libisal.so.2";

    private static final Set<String> MACHINES = Set.of("amd64", "x86_64", "aarch64");

    private Libisal() {}

    /** Whether this machine has it, and it does what it must; asked of the machine once. */
    static boolean isAvailable() {
        return Loaded.AVAILABLE;
    }

    static Optional<NativeLibrary> load(String name) {
        try {
            return Optional.of(NativeLibrary.getInstance(name));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    /** On a machine whose structures are laid out as {@link IsalState} says, and unless it is switched off. */
    static boolean isWanted(String machine, @Nullable String property) {
        return MACHINES.contains(machine) && !"false".equals(property);
    }

    private static final class Loaded {
        static final boolean AVAILABLE = isWanted(System.getProperty("os.arch", ""), System.getProperty(Inflating.ISAL))
                && load(NAME).filter(Loaded::isSound).isPresent();

        private Loaded() {}

        private static boolean isSound(NativeLibrary library) {
            try {
                Native.register(Functions.class, library);
            } catch (UnsatisfiedLinkError e) {
                // A library of this name without these functions.
                return false;
            }
            return IsalCheck.passes();
        }
    }

    /** To be called only where {@link #isAvailable}. */
    static final class Functions {
        private Functions() {}

        static native void isal_inflate_init(Pointer state);

        static native int isal_inflate(Pointer state);
    }
}
