package io.atoll.seccomp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The default profile's filter for x86_64, call by call; numbers are asm/unistd_64.h's, unistd_32.h's, unistd_x32.h's. */
final class DefaultProfileTest {
    /** Docker's default capabilities. */
    static final Set<String> USUAL = Set.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FSETID",
            "CAP_FOWNER",
            "CAP_MKNOD",
            "CAP_NET_RAW",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETFCAP",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_SYS_CHROOT",
            "CAP_KILL",
            "CAP_AUDIT_WRITE");

    private static final Machine MACHINE = new Machine("amd64", "6.18.44", "test");

    @BeforeAll
    static void isX86() {
        boolean x86 = Machine.architecture(System.getProperty("os.arch", "")).equals("amd64");
        if (!x86) {
            System.out.println("DefaultProfileTest skipped: its numbers are x86_64's");
        }
        assumeTrue(x86 && LibSeccompTest.isInstalled(), "needs x86_64 and libseccomp2");
    }

    static byte[] filter(Set<String> more, int optimisation) {
        Set<String> capabilities = new HashSet<>(USUAL);
        capabilities.addAll(more);
        return new FilterBuilder(MACHINE, optimisation)
                .build(new ProfileReader(MACHINE).read(SeccompComponent.defaultProfile()), capabilities);
    }

    private static String say(Set<String> more, String architecture, int number, String argument) {
        int token = architecture.equals("x86") ? Architectures.X86 : Architectures.X86_64;
        int actual = architecture.equals("x32") ? number | Architectures.X32_BIT : number;
        long value = Long.parseUnsignedLong(argument.substring(1), 16);
        // The same argument in both places: personality, socket and clone look at the first, ioctl at the second.
        return new Simulator(filter(more, 2)).say(token, actual, value, value);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "read, 0, allow",
        "openat, 257, allow",
        "execve, 59, allow",
        "mmap, 9, allow",
        "futex, 202, allow",
        "wait4, 61, allow",
        "ptrace, 101, allow",
        "seccomp, 317, allow",
        "statx, 332, allow",
        "rseq, 334, allow",
        "uretprobe, 335, allow",
        "uprobe, 336, allow",
        "pidfd_open, 434, allow",
        "close_range, 436, allow",
        "memfd_secret, 447, allow",
        "futex_waitv, 449, allow",
        "cachestat, 451, allow",
        "fchmodat2, 452, allow",
        "map_shadow_stack, 453, allow",
        "futex_wake, 454, allow",
        "futex_requeue, 456, allow",
        "statmount, 457, allow",
        "listmount, 458, allow",
        "mseal, 462, allow",
        "setxattrat, 463, allow",
        "removexattrat, 466, allow",
        "file_getattr, 468, allow",
        "file_setattr, 469, allow",
        "arch_prctl, 158, allow",
        "chroot, 161, allow",
        "mount, 165, EPERM",
        "umount2, 166, EPERM",
        "pivot_root, 155, EPERM",
        "swapon, 167, EPERM",
        "setns, 308, EPERM",
        "unshare, 272, EPERM",
        "bpf, 321, EPERM",
        "perf_event_open, 298, EPERM",
        "keyctl, 250, EPERM",
        "add_key, 248, EPERM",
        "request_key, 249, EPERM",
        "kexec_load, 246, EPERM",
        "kexec_file_load, 320, EPERM",
        "init_module, 175, EPERM",
        "finit_module, 313, EPERM",
        "iopl, 172, EPERM",
        "ioperm, 173, EPERM",
        "open_by_handle_at, 304, EPERM",
        "userfaultfd, 323, EPERM",
        "io_uring_setup, 425, EPERM",
        "io_uring_enter, 426, EPERM",
        "io_uring_register, 427, EPERM",
        "reboot, 169, EPERM",
        "syslog, 103, EPERM",
        "settimeofday, 164, EPERM",
        "sethostname, 170, EPERM",
        "mbind, 237, EPERM",
        "quotactl, 179, EPERM",
        "fanotify_init, 300, EPERM",
        "kcmp, 312, EPERM",
        "pidfd_getfd, 438, EPERM",
        "fsopen, 430, EPERM",
        "open_tree, 428, EPERM",
        "mount_setattr, 442, EPERM",
        "open_tree_attr, 467, EPERM",
        "lsm_get_self_attr, 459, EPERM",
        "uselib, 134, EPERM",
        "nfsservctl, 180, EPERM",
        "vhangup, 153, EPERM",
        "clone3, 435, ENOSYS",
        "not yet made, 470, ENOSYS",
        "far away, 100000, ENOSYS"
    })
    void usually(String name, int number, String expected) {
        assertEquals(expected, say(Set.of(), "x86_64", number, "x0"), name);
    }

    @ParameterizedTest(name = "{0} {2}")
    @CsvSource({
        "clone, 56, xd0f00, allow",
        "clone, 56, x11, allow",
        "clone, 56, x10000000, EPERM",
        "clone, 56, x20000, EPERM",
        "clone, 56, x40000011, EPERM",
        "clone, 56, x2000000, EPERM",
        "personality, 135, x0, allow",
        "personality, 135, x8, allow",
        "personality, 135, x20000, allow",
        "personality, 135, x20008, allow",
        "personality, 135, xffffffff, allow",
        "personality, 135, x40000, EPERM",
        "personality, 135, x400000, EPERM",
        "socket unix, 41, x1, allow",
        "socket inet, 41, x2, allow",
        "socket inet6, 41, xa, allow",
        "socket netlink, 41, x10, allow",
        "socket packet, 41, x11, allow",
        "socket vsock, 41, x28, EPERM",
        "socket vsock in disguise, 41, x100000028, EPERM",
        "socket xdp, 41, x2c, allow",
        "TCGETS, 16, x5401, allow",
        "TIOCSCTTY, 16, x540e, allow",
        "TIOCGWINSZ, 16, x5413, allow",
        "TIOCSWINSZ, 16, x5414, allow",
        "FIONREAD, 16, x541b, allow",
        "FIONBIO, 16, x5421, allow",
        "TIOCGPTN, 16, x80045430, allow",
        "sign-extended, 16, xffffffff80045430, allow",
        "FS_IOC, 16, x40086602, allow",
        "TIOCSTI, 16, x5412, EPERM",
        "TIOCSTI in disguise, 16, x100005412, EPERM",
        "TIOCSTI negative, 16, xffffffff00005412, EPERM",
        "TIOCLINUX, 16, x541c, EPERM",
        "TIOCLINUX in disguise, 16, x8000000541c, EPERM"
    })
    void byArgument(String name, int number, String argument, String expected) {
        assertEquals(expected, say(Set.of(), "x86_64", number, argument), name);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "x86, read, 3, x0, allow", "x86, mount, 21, x0, EPERM", "x86, keyctl, 288, x0, EPERM",
        "x86, socketcall, 102, x0, allow", "x86, socket vsock, 359, x28, EPERM", "x86, socket unix, 359, x1, allow",
        "x86, clone, 120, x11, allow", "x86, clone newns, 120, x20000, EPERM", "x86, TIOCSTI, 54, x5412, EPERM",
        "x86, TCGETS, 54, x5401, allow", "x86, vm86, 166, x0, EPERM", "x86, cachestat, 451, x0, allow",
        "x86, futex_time64, 422, x0, allow", "x86, clone3, 435, x0, ENOSYS", "x86, new, 470, x0, ENOSYS",
        "x32, read, 0, x0, allow", "x32, mount, 165, x0, EPERM", "x32, ioctl, 514, x5401, allow",
        "x32, TIOCSTI, 514, x5412, EPERM", "x32, mseal, 462, x0, allow", "x32, lsm, 460, x0, EPERM",
        "x32, new, 600, x0, ENOSYS"
    })
    void onOtherArchitectures(String architecture, String name, int number, String argument, String expected) {
        assertEquals(expected, say(Set.of(), architecture, number, argument), name);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "CAP_SYS_ADMIN, mount, 165", "CAP_SYS_ADMIN, unshare, 272", "CAP_SYS_ADMIN, clone3, 435",
        "CAP_SYS_ADMIN, clone, 56", "CAP_SYS_ADMIN, bpf, 321", "CAP_SYS_ADMIN, lsm_list_modules, 461",
        "CAP_SYS_ADMIN, open_tree_attr, 467", "CAP_BPF, bpf, 321", "CAP_PERFMON, perf_event_open, 298",
        "CAP_SYSLOG, syslog, 103", "CAP_DAC_READ_SEARCH, open_by_handle_at, 304", "CAP_SYS_MODULE, finit_module, 313",
        "CAP_SYS_BOOT, reboot, 169", "CAP_SYS_PTRACE, kcmp, 312", "CAP_SYS_RAWIO, iopl, 172",
        "CAP_SYS_TIME, clock_settime, 227", "CAP_SYS_NICE, mbind, 237", "CAP_SYS_PACCT, acct, 163",
        "CAP_SYS_TTY_CONFIG, vhangup, 153"
    })
    void withACapability(String capability, String name, int number) {
        assertEquals("allow", say(Set.of(capability), "x86_64", number, "x10000000"), name);
    }

    @ParameterizedTest
    @CsvSource({"keyctl, 250", "kexec_load, 246", "io_uring_setup, 425", "userfaultfd, 323", "swapon, 167"})
    void evenWithCapSysAdmin(String name, int number) {
        assertEquals("EPERM", say(Set.of("CAP_SYS_ADMIN"), "x86_64", number, "x0"), name);
    }

    @Test
    void foreignArchitecturesDie() {
        Simulator simulator = new Simulator(filter(Set.of(), 2));
        assertEquals("kill", simulator.say(Architectures.AARCH64, 63));
        assertEquals("kill", simulator.say(0, 0));
    }

    /** The rules for arm64, in a filter that this machine can build; numbers are asm-generic/unistd.h's. */
    @ParameterizedTest
    @CsvSource({
        "read, 63, x0, allow",
        "mount, 40, x0, EPERM",
        "keyctl, 219, x0, EPERM",
        "clone, 220, x11, allow",
        "clone newuser, 220, x10000000, EPERM",
        "clone3, 435, x0, ENOSYS",
        "TIOCSTI, 29, x5412, EPERM",
        "TCGETS, 29, x5401, allow",
        "vsock, 198, x28, EPERM",
        "futex_waitv, 449, x0, allow",
        "mseal, 462, x0, allow",
        "lsm_get_self_attr, 459, x0, EPERM",
        "number of x86_64's uretprobe, 335, x0, EPERM",
        "new, 470, x0, ENOSYS"
    })
    void forArm(String name, int number, String argument, String expected) {
        Machine arm = new Machine("arm64", "6.18.44", "test");
        String profile = new String(SeccompComponent.defaultProfile(), StandardCharsets.UTF_8)
                .replace("[\"SCMP_ARCH_ARM\"]", "[\"SCMP_ARCH_AARCH64\", \"SCMP_ARCH_ARM\"]");
        byte[] filter = new FilterBuilder(arm)
                .build(new ProfileReader(arm).read(profile.getBytes(StandardCharsets.UTF_8)), USUAL);
        long value = Long.parseUnsignedLong(argument.substring(1), 16);
        assertEquals(expected, new Simulator(filter).say(Architectures.AARCH64, number, value, value), name);
    }

    @Test
    void theTreeDecidesAsTheList() {
        for (Set<String> more : Set.of(Set.<String>of(), Set.of("CAP_SYS_ADMIN", "CAP_SYS_PTRACE"))) {
            Simulator tree = new Simulator(filter(more, 2));
            Simulator list = new Simulator(filter(more, 1));
            for (int architecture : new int[] {Architectures.X86_64, Architectures.X86}) {
                for (int number = 0; number < 1200; number++) {
                    int call = number < 600 ? number : number - 600 | Architectures.X32_BIT;
                    for (long argument : new long[] {0, 40, 0x5412, 0x5413, 0x7E020000}) {
                        assertEquals(
                                list.say(architecture, call, argument, argument),
                                tree.say(architecture, call, argument, argument));
                    }
                }
            }
        }
    }

    @Test
    void isSmallAndShallow() {
        Simulator tree = new Simulator(filter(Set.of(), 2));
        Simulator list = new Simulator(filter(Set.of(), 1));
        StringBuilder text = new StringBuilder();
        int[] calls = {0, 16, 41, 56, 202, 232, 257, 318, 435, 449, 451, 165};
        for (int call : calls) {
            tree.run(Architectures.X86_64, call, 0x5413, 0x5413);
            list.run(Architectures.X86_64, call, 0x5413, 0x5413);
            text.append(" %d:%d/%d".formatted(call, tree.executed(), list.executed()));
        }
        System.out.printf(
                "measured: default filter %d instructions as tree, %d as list; executed by call%s%n",
                tree.instructions(), list.instructions(), text);
        assertTrue(tree.instructions() < 2500);
    }
}
