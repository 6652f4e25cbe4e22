// SPDX-License-Identifier: Apache-2.0
#include "launch/operation.h"

#include "launch/child.h"

#include <sched.h>
#include <string.h>

#define MNT CLONE_NEWNS
#define SETUPS(n, signature, check, once) {n, signature, PHASE_SETUP, 0, once, false, JOINING_OUTSIDE, NULL, check}
#define SETUP(n, signature, check) SETUPS(n, signature, check, true)

static const struct operation operations[] = {
    SETUP("mode", "t", check_mode),
    SETUP("detach-keys", "b", check_kept),
    SETUP("stdio", "tt", check_stdio),
    SETUP("terminal", "nn", check_terminal),
    SETUP("log", "p", check_kept),
    SETUP("log-options", "tNn", check_log_options),
    SETUP("attach", "p", check_kept),
    SETUP("state", "p", check_kept),
    SETUP("notify", "p", check_kept),
    SETUP("namespaces", "t", check_namespaces),
    SETUPS("share", "nNt", check_share, false),
    SETUPS("namespace-path", "tp", check_namespace_path, false),
    SETUP("user-map", "nnnn*", check_map),
    SETUP("group-map", "nnnn*", check_map),
    SETUPS("time-offset", "tsn", check_time_offset, false),
    SETUP("join", "nNt", check_join),
    SETUP("oom-score-adj", "s", check_oom_score),
    SETUP("initial-cpu-affinity", "p", check_cpus),
    SETUP("cgroup", "pp*", check_cgroup),
    SETUP("preserve-fds", "n", check_preserve),
    SETUP("console-socket", "p", check_console_socket),
    SETUP("sealed", "", check_sealed),
    SETUP("seccomp-notify", "pbb*", check_seccomp_notify),
    SETUP("end-group", "p", check_kept),

    // name, fields, phase, namespaces, once, before pivot, joining, run, check
    {"propagation", "t", PHASE_CHILD, MNT, false, true, JOINING_NOT, do_propagation, check_propagation},
    {"overlay", "ptttpp*", PHASE_CHILD, MNT, true, true, JOINING_NOT, do_overlay, check_upper},
    {"root", "pp", PHASE_CHILD, MNT, true, true, JOINING_NOT, do_root, NULL},
    {"mount", "ptpft", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_mount, NULL},
    {"bind", "ppFt*", PHASE_CHILD, MNT, false, true, JOINING_NOT, do_bind, check_bind},
    {"bind-from", "nNppF", PHASE_CHILD, MNT, false, true, JOINING_NOT, do_bind_from, NULL},
    {"bind-beneath", "pppF", PHASE_CHILD, MNT, false, true, JOINING_NOT, do_bind_beneath, NULL},
    {"remount", "pmt", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_remount, NULL},
    {"mkdir", "ponn", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_mkdir, NULL},
    {"mknod", "ptonnt*", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_mknod, check_mknod},
    {"symlink", "pp", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_symlink, NULL},
    {"file", "pofb", PHASE_CHILD, MNT, false, true, JOINING_NOT, do_file, check_kept},
    {"mask", "p", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_mask, check_kept},
    {"readonly", "p", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_readonly, NULL},
    {"pivot", "", PHASE_CHILD, MNT, true, true, JOINING_NOT, do_pivot, NULL},
    {"console", "", PHASE_CHILD, MNT, true, false, JOINING_INSIDE, do_console, check_kept},
    {"root-propagation", "p", PHASE_CHILD, MNT, true, false, JOINING_NOT, do_root_propagation, check_root_propagation},
    {"readonly-root", "", PHASE_CHILD, MNT, true, false, JOINING_NOT, do_readonly_root, NULL},
    {"hostname", "p", PHASE_CHILD, CLONE_NEWUTS, true, false, JOINING_NOT, do_hostname, NULL},
    {"domainname", "p", PHASE_CHILD, CLONE_NEWUTS, true, false, JOINING_NOT, do_domainname, NULL},
    {"loopback", "", PHASE_CHILD, CLONE_NEWNET, true, false, JOINING_NOT, do_loopback, NULL},
    {"write", "pb", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_write, check_write},
    {"rlimit", "pll", PHASE_CHILD, 0, false, false, JOINING_OUTSIDE, do_rlimit, check_rlimit},
    {"personality", "p", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_personality, check_personality},
    {"scheduler", "tsntNNN", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_scheduler, check_scheduler},
    {"io-priority", "tn", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_io_priority, check_io_priority},
    {"cpu-affinity", "p", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_cpu_affinity, check_cpus},
    {"session-keyring", "p", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_session_keyring, check_name},
    {"umask", "o", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_umask, NULL},
    {"user", "nnn*", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_user, NULL},
    {"capabilities", "xxxxx", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_capabilities, NULL},
    {"no-new-privileges", "", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_no_new_privileges, NULL},
    {"parent-death-signal", "n", PHASE_CHILD, 0, true, false, JOINING_INSIDE, do_parent_death_signal, check_signal},
    {"hook", "tnbbnpt*", PHASE_CHILD, 0, false, false, JOINING_NOT, do_hook, check_hook},
    {"program", "p", PHASE_CHILD, 0, true, false, JOINING_NOT, do_program, NULL},
    {"gate", "p", PHASE_CHILD, 0, true, false, JOINING_NOT, do_gate, check_gate},
    {"apparmor", "p", PHASE_CHILD, 0, true, false, JOINING_EITHER, do_apparmor, check_name},
    {"selinux", "p", PHASE_CHILD, 0, true, false, JOINING_EITHER, do_selinux, check_name},
    {"seccomp", "tb", PHASE_CHILD, 0, false, false, JOINING_EITHER, do_seccomp, check_seccomp},
    {"chdir", "p", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_chdir, NULL},
    {"environment", "t*", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_environment, NULL},
    {"enter", "", PHASE_CHILD, 0, true, false, JOINING_INSIDE, do_enter, NULL},
    {"init", "", PHASE_CHILD, 0, true, false, JOINING_NOT, do_init, check_kept},
    {"exec", "pt*", PHASE_CHILD, 0, true, false, JOINING_INSIDE, do_exec, NULL},
    {"hold", "", PHASE_CHILD, MNT, true, false, JOINING_NOT, do_hold, check_hold},

    {"release", "p", PHASE_BEHIND, 0, true, false, JOINING_EITHER, NULL, NULL},
    {"hook-behind", "nbbnpt*", PHASE_BEHIND, 0, false, false, JOINING_EITHER, NULL, check_hook_behind},
};

const struct operation *operation_find(const char *name, size_t length) {
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (*operations[i].name == *name && strlen(operations[i].name) == length &&
            !memcmp(operations[i].name, name, length))
            return &operations[i];
    return NULL;
}
