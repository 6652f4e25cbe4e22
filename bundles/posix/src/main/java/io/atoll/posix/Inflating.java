package io.atoll.posix;

import io.atoll.posix.internal.IsalInflater;
import io.atoll.posix.internal.ZlibInflater;
import java.util.Optional;

/** Decompressing deflate (RFC 1951). */
public final class Inflating {
    /** The system property that, being {@code false}, leaves the machine's ISA-L alone. */
    public static final String ISAL = "atoll.isal";

    private Inflating() {}

    /** A new inflater: of the machine's ISA-L (libisal2), which takes less than half the time, where there is one that proves itself, else of the JVM's zlib. */
    public static RawInflater raw() {
        return isal().orElseGet(Inflating::zlib);
    }

    /** A new one of the JVM's zlib. */
    public static RawInflater zlib() {
        return new ZlibInflater();
    }

    /** A new one of ISA-L; empty where the machine does not have it, it is not as expected, or it is not wanted. */
    public static Optional<RawInflater> isal() {
        return IsalInflater.open();
    }
}
