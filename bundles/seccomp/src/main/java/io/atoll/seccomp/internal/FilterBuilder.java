package io.atoll.seccomp.internal;

import com.sun.jna.Pointer;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.seccomp.internal.Profile.Comparison;
import io.atoll.seccomp.internal.Profile.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds one filter: what libseccomp knows through libseccomp, the rest as a {@link Prologue} before its program. */
final class FilterBuilder {
    private static final int BINARY_TREE = 2;
    private static final int MAX_INSTRUCTIONS = 4096;

    private final Machine machine;
    private final int optimisation;

    /** @throws AtollException UNSUPPORTED if libseccomp is not installed */
    FilterBuilder(Machine machine) {
        this(machine, BINARY_TREE);
    }

    FilterBuilder(Machine machine, int optimisation) {
        LibSeccomp.load(LibSeccomp.NAME);
        this.machine = machine;
        this.optimisation = optimisation;
    }

    byte[] build(Profile profile, Set<String> capabilities) {
        List<Rule> rules = profile.rules().stream()
                .filter(rule -> rule.applies(machine, capabilities))
                // libseccomp refuses rules that change nothing.
                .filter(rule -> !rule.action().equals(profile.defaultAction()))
                .toList();
        Set<Integer> architectures = architectures(profile);
        byte[] main = viaLibrary(profile.defaultAction(), architectures, rules);
        Prologue prologue = new Prologue();
        for (int architecture : architectures) {
            addNewCalls(prologue, architecture, rules);
            if (profile.defaultAction().isErrno()) {
                answerUnknown(prologue, architecture, profile);
            }
        }
        byte[] filter = prologue.before(main);
        if (filter.length / Prologue.INSTRUCTION > MAX_INSTRUCTIONS) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot compile the seccomp profile: its filter has %d instructions, the kernel takes %d; use fewer rules"
                            .formatted(filter.length / Prologue.INSTRUCTION, MAX_INSTRUCTIONS));
        }
        return filter;
    }

    private static Set<Integer> architectures(Profile profile) {
        Set<Integer> tokens = new LinkedHashSet<>();
        tokens.add(LibSeccomp.seccomp_arch_native());
        for (String name : profile.architectures()) {
            int token = LibSeccomp.seccomp_arch_resolve_name(Architectures.libraryName(name));
            if (token == 0) {
                throw new AtollException(
                        ErrorCode.INVALID, "invalid seccomp profile: architectures: '%s' is unknown".formatted(name));
            }
            tokens.add(token);
        }
        return tokens;
    }

    private byte[] viaLibrary(Action defaultAction, Set<Integer> architectures, List<Rule> rules) {
        Pointer context = LibSeccomp.seccomp_init(defaultAction.value());
        if (context == null) {
            throw failed("seccomp_init", 0);
        }
        try {
            // Not every version has it; then the filter is a list instead of a tree.
            LibSeccomp.seccomp_attr_set(context, LibSeccomp.ATTRIBUTE_OPTIMIZE, optimisation);
            architectures.stream()
                    .filter(token -> token != LibSeccomp.seccomp_arch_native())
                    .forEach(token -> check("seccomp_arch_add", LibSeccomp.seccomp_arch_add(context, token)));
            for (Rule rule : rules) {
                add(context, rule);
            }
            return export(context);
        } finally {
            LibSeccomp.seccomp_release(context);
        }
    }

    private static void add(Pointer context, Rule rule) {
        for (String name : rule.names()) {
            int call = LibSeccomp.seccomp_syscall_resolve_name(name);
            if (call == LibSeccomp.UNKNOWN || isForPrologue(rule, name)) {
                continue;
            }
            for (List<Comparison> alternative : alternatives(rule.comparisons())) {
                // Refused are calls an architecture does not have and rules there are already; the filter is right
                // without.
                LibSeccomp.seccomp_rule_add_array(
                        context,
                        rule.action().value(),
                        call,
                        alternative.size(),
                        alternative.isEmpty() ? null : LibSeccomp.encode(alternative));
            }
        }
    }

    /** As runc has it: where one argument is compared more than once, each comparison is a rule of its own. */
    private static List<List<Comparison>> alternatives(List<Comparison> comparisons) {
        Set<Integer> arguments = new HashSet<>();
        boolean repeated = comparisons.stream().anyMatch(comparison -> !arguments.add(comparison.argument()));
        return repeated ? comparisons.stream().map(List::of).toList() : List.of(comparisons);
    }

    /** Whatever the library knows: the same profile is the same filter with every version of it. */
    private static boolean isForPrologue(Rule rule, String name) {
        return rule.comparisons().isEmpty()
                && NewCalls.number(Architectures.X86_64, name).isPresent();
    }

    private static void addNewCalls(Prologue prologue, int architecture, List<Rule> rules) {
        for (Rule rule : rules) {
            for (String name : rule.names()) {
                OptionalInt number = NewCalls.number(architecture, name);
                if (number.isPresent() && isForPrologue(rule, name)) {
                    prologue.add(architecture, number.getAsInt(), number.getAsInt(), rule.action());
                }
            }
        }
    }

    /**
     * Calls younger than everything the profile names do not exist for the container: with EPERM in place of ENOSYS, C libraries
     * take the call for forbidden and do not fall back to the older one.
     */
    private static void answerUnknown(Prologue prologue, int architecture, Profile profile) {
        int youngest = -1;
        for (Rule rule : profile.rules()) {
            for (String name : rule.names()) {
                OptionalInt known = NewCalls.number(architecture, name);
                int number = known.isPresent()
                        ? known.getAsInt()
                        : LibSeccomp.seccomp_syscall_resolve_name_arch(architecture, name);
                // Negative: there is no such call on this architecture.
                youngest = number < 0 ? youngest : Math.max(youngest, number & ~Architectures.X32_BIT);
            }
        }
        if (youngest >= 0) {
            prologue.add(architecture, youngest + 1, Prologue.LAST, Action.errno(Action.ENOSYS));
        }
    }

    private static byte[] export(Pointer context) {
        int fd = LibSeccomp.Libc.memfd_create("atoll-seccomp", 0);
        @Nullable Path file = null;
        try {
            if (fd < 0) {
                throw failed("memfd_create", fd);
            }
            check("seccomp_export_bpf", LibSeccomp.seccomp_export_bpf(context, fd));
            file = Path.of("/proc/self/fd/" + fd);
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot compile a seccomp filter: cannot read " + file, e);
        } finally {
            if (fd >= 0) {
                LibSeccomp.Libc.close(fd);
            }
        }
    }

    private static void check(String call, int result) {
        if (result < 0) {
            throw failed(call, result);
        }
    }

    private static AtollException failed(String call, int result) {
        return new AtollException(
                ErrorCode.KERNEL, "cannot compile a seccomp filter: %s failed with %d".formatted(call, result));
    }
}
