package io.atoll.seccomp.internal;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A profile as it was written.
 *
 * @param architectures those it is for, the machine's own always included; {@code SCMP_ARCH_…}
 */
record Profile(Action defaultAction, List<String> architectures, List<Rule> rules) {
    /**
     * @param comparisons none: every call; those of different arguments must all be true, those of one argument are
     *     alternatives
     */
    record Rule(
            List<String> names,
            Action action,
            List<Comparison> comparisons,
            @Nullable Condition includes,
            @Nullable Condition excludes) {
        boolean applies(Machine machine, Set<String> capabilities) {
            return (includes == null || includes.isMet(machine, capabilities))
                    && (excludes == null || !excludes.isTouched(machine, capabilities));
        }
    }

    /**
     * @param operator libseccomp's {@code enum scmp_compare}
     * @param value for a masked comparison the mask
     * @param second for a masked comparison the value
     */
    record Comparison(int argument, int operator, long value, long second) {}

    /** Docker's {@code includes} and {@code excludes}. */
    record Condition(
            List<String> capabilities,
            List<String> architectures,
            @Nullable KernelVersion minKernel) {
        /** Everything it names is so. */
        boolean isMet(Machine machine, Set<String> held) {
            return held.containsAll(capabilities)
                    && (architectures.isEmpty() || architectures.contains(machine.architecture()))
                    && (minKernel == null || machine.kernelVersion().compareTo(minKernel) >= 0);
        }

        /** Anything it names is so. */
        boolean isTouched(Machine machine, Set<String> held) {
            return capabilities.stream().anyMatch(held::contains)
                    || architectures.contains(machine.architecture())
                    || (minKernel != null && machine.kernelVersion().compareTo(minKernel) >= 0);
        }
    }
}
