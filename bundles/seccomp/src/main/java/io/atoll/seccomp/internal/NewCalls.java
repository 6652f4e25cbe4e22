package io.atoll.seccomp.internal;

import java.util.Map;
import java.util.OptionalInt;

/**
 * System calls younger than the libseccomp that may be installed (2.5.4 of 2022 knows those of Linux 5.17), by number, so that a
 * profile means the same with every library. From 403 on a call has one number on all architectures (asm-generic/unistd.h).
 */
final class NewCalls {
    private static final Map<String, Integer> EVERYWHERE = Map.ofEntries(
            Map.entry("cachestat", 451),
            Map.entry("fchmodat2", 452),
            Map.entry("map_shadow_stack", 453),
            Map.entry("futex_wake", 454),
            Map.entry("futex_wait", 455),
            Map.entry("futex_requeue", 456),
            Map.entry("statmount", 457),
            Map.entry("listmount", 458),
            Map.entry("lsm_get_self_attr", 459),
            Map.entry("lsm_set_self_attr", 460),
            Map.entry("lsm_list_modules", 461),
            Map.entry("mseal", 462),
            Map.entry("setxattrat", 463),
            Map.entry("getxattrat", 464),
            Map.entry("listxattrat", 465),
            Map.entry("removexattrat", 466),
            Map.entry("open_tree_attr", 467),
            Map.entry("file_getattr", 468),
            Map.entry("file_setattr", 469));

    /** These exist on x86_64 only, not even on x32. */
    private static final Map<String, Integer> X86_64 = Map.of("uretprobe", 335, "uprobe", 336);

    private NewCalls() {}

    static OptionalInt number(int architecture, String name) {
        Integer number = EVERYWHERE.get(name);
        if (number == null && architecture == Architectures.X86_64) {
            number = X86_64.get(name);
        }
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
