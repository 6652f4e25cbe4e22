package io.atoll.seccomp.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.seccomp.internal.Profile.Comparison;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of libseccomp (seccomp.h) and libc that are used, mapped directly: they are called about a thousand times. */
final class LibSeccomp {
    static final String NAME = "libseccomp.so.2";

    /** What the library returns for a name it does not know. */
    static final int UNKNOWN = -1;

    static final int ATTRIBUTE_OPTIMIZE = 8;

    private static final int COMPARISON_SIZE = 24;

    private LibSeccomp() {}

    /** Loads the library; to be done before anything else is called. */
    static void load(String name) {
        try {
            Native.register(LibSeccomp.class, name);
            Native.register(Libc.class, "c");
        } catch (UnsatisfiedLinkError e) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot compile a seccomp filter: %s is not installed; apt-get install libseccomp2, or run without a filter"
                            .formatted(name),
                    e);
        }
    }

    /** The calls of libc. */
    static final class Libc {
        private Libc() {}

        static native int memfd_create(String name, int flags);

        static native int close(int fd);
    }

    static native @Nullable Pointer seccomp_init(int action);

    static native void seccomp_release(Pointer context);

    static native int seccomp_arch_resolve_name(String name);

    static native int seccomp_arch_native();

    static native int seccomp_arch_add(Pointer context, int architecture);

    static native int seccomp_attr_set(Pointer context, int attribute, int value);

    static native int seccomp_syscall_resolve_name(String name);

    static native int seccomp_syscall_resolve_name_arch(int architecture, String name);

    static native int seccomp_rule_add_array(
            Pointer context, int action, int call, int count, @Nullable Pointer comparisons);

    static native int seccomp_export_bpf(Pointer context, int fd);

    /** {@code struct scmp_arg_cmp[]}: unsigned argument, enum operator, two 64-bit values. */
    static Memory encode(List<Comparison> comparisons) {
        Memory memory = new Memory((long) COMPARISON_SIZE * comparisons.size());
        long at = 0;
        for (Comparison comparison : comparisons) {
            memory.setInt(at, comparison.argument());
            memory.setInt(at + 4, comparison.operator());
            memory.setLong(at + 8, comparison.value());
            memory.setLong(at + 16, comparison.second());
            at += COMPARISON_SIZE;
        }
        return memory;
    }
}
