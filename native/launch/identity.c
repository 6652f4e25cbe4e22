// SPDX-License-Identifier: Apache-2.0
// Who am I: root with every capability the launcher had, the mounts done. Step by step the process becomes the container's user:
// `user` keeps the capabilities (the next steps need them), `capabilities` gives them up for good.
#include "launch/child.h"

#include "common/text.h"
#include "launch/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int get_capabilities(struct __user_cap_data_struct data[2]) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    return (int)syscall(SYS_capget, &header, data);
}

static int set_capabilities(const struct __user_cap_data_struct data[2]) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    return (int)syscall(SYS_capset, &header, data);
}

// A change of identity clears the death signal, and the parent may have gone before it was set.
static int arm_death_signal(struct child *child) {
    struct pollfd parent = {.fd = child->channel, .events = POLLRDHUP};
    if (!child->death_signal)
        return 0;
    if (prctl(PR_SET_PDEATHSIG, child->death_signal))
        return -1;
    if (poll(&parent, 1, 0) > 0 && parent.revents & (POLLHUP | POLLRDHUP))
        _exit(128 + child->death_signal);
    return 0;
}

DO(parent_death_signal) {
    child->death_signal = (int)field_number(&record->fields[1]);
    return arm_death_signal(child) ? child_fail(child, record->fields[1].text) : 0;
}

// `<N` is N, or the hard limit there is where that is lower: raising it takes a capability the caller may not have.
static rlim_t limit_value(const struct field *field, rlim_t hard) {
    uint64_t value = 0;
    if (!strcmp(field->text, "unlimited"))
        return RLIM_INFINITY;
    if (field->text[0] != '<')
        return (rlim_t)field_number(field);
    text_number(field->text + 1, field->length - 1, 10, UINT64_MAX - 1, &value);
    return value < hard ? (rlim_t)value : hard;
}

DO(rlimit) {
    struct rlimit limit, present;
    rlim_t *values[] = {&limit.rlim_cur, &limit.rlim_max};
    int number = limit_number(record->fields[1].text);
    if (syscall(SYS_prlimit64, 0, number, NULL, &present))
        return child_fail(child, record->fields[1].text);
    for (int i = 0; i < 2; i++)
        *values[i] = limit_value(&record->fields[2 + i], present.rlim_max);
    return syscall(SYS_prlimit64, 0, number, &limit, NULL) ? child_fail(child, record->fields[1].text) : 0;
}

DO(umask) {
    (void)child;
    umask((mode_t)field_octal(&record->fields[1]));
    return 0;
}

DO(user) {
    struct __user_cap_data_struct data[2];
    gid_t groups[65536 / 64];
    uint32_t count = record->count - 2;
    uid_t uid = (uid_t)field_number(&record->fields[1]);
    gid_t gid = (gid_t)field_number(&record->fields[2]);
    if (count > sizeof groups / sizeof *groups) {
        errno = E2BIG;
        return child_fail(child, "groups");
    }
    for (uint32_t i = 0; i < count; i++)
        groups[i] = (gid_t)field_number(&record->fields[3 + i]);
    // The launcher's own pipes and the terminal belong to whoever reads and writes them, or /dev/stdout cannot be opened.
    for (int fd = 0; uid && fd < 3; fd++)
        if (child->pipes[fd])
            (void)!fchown(fd, uid, child->plan->terminal ? (gid_t)-1 : gid);
    if (uid && (prctl(PR_SET_KEEPCAPS, 1) || get_capabilities(data)))
        return child_fail(child, "capabilities");
    if (syscall(SYS_setgroups, count, groups))
        return child_fail(child, "groups");
    if (syscall(SYS_setresgid, gid, gid, gid))
        return child_fail(child, record->fields[2].text);
    if (syscall(SYS_setresuid, uid, uid, uid))
        return child_fail(child, record->fields[1].text);
    if (uid && set_capabilities(data))
        return child_fail(child, "capabilities");
    // Another user's memory is as much as the host says it is (fs.suid_dumpable); the plan in this one is nobody's.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return arm_death_signal(child) ? child_fail(child, "parent-death-signal") : 0;
}

DO(capabilities) {
    struct __user_cap_data_struct data[2];
    uint64_t set[5];
    for (int i = 0; i < 5; i++)
        set[i] = field_hexadecimal(&record->fields[1 + i]);
    if (get_capabilities(data))
        return child_fail(child, "capabilities");
    // What the launcher itself does not have it cannot give.
    uint64_t held = (uint64_t)data[1].permitted << 32 | data[0].permitted;
    for (int capability = 0; capability < 64; capability++)
        if (!(set[0] >> capability & 1) && prctl(PR_CAPBSET_DROP, capability)) {
            if (errno == EINVAL)
                break;  // behind the last one this kernel knows
            return child_fail(child, "bounding");
        }
    for (int i = 0; i < 2; i++) {
        data[i].effective = (uint32_t)((set[1] & held) >> 32 * i);
        data[i].permitted = (uint32_t)((set[2] & held) >> 32 * i);
        data[i].inheritable = (uint32_t)((set[3] & held) >> 32 * i);
    }
    if (set_capabilities(data))
        return child_fail(child, "capabilities");
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
        return child_fail(child, "ambient");
    for (int capability = 0; capability < 64 && set[4] >> capability; capability++)
        if ((set[4] & held) >> capability & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0))
            return child_fail(child, "ambient");
    return arm_death_signal(child) ? child_fail(child, "parent-death-signal") : 0;
}

DO(no_new_privileges) {
    (void)record;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? child_fail(child, "") : 0;
}

// Who may gain privileges installs its filter while it still has the right to: the filter then has to allow what follows, as that of any
// such program.
static bool goes_on(const struct child *child, const struct record *record) {
    for (const struct record *later = record + 1; later < child->plan->records + child->plan->count; later++)
        if (later->operation->run == do_user || later->operation->run == do_capabilities || later->operation->run == do_enter)
            return true;
    return false;
}

DO(seccomp) {
    struct sock_filter filter[BPF_MAXINSNS];
    struct sock_fprog program = {.len = (unsigned short)(record->fields[2].length / sizeof *filter), .filter = filter};
    // Everything this process still needs from the kernel, save exec itself, comes first.
    int error = goes_on(child, record) ? 0 : child_let_go(child);
    if (error)
        return error;
    memcpy(filter, record->fields[2].text, record->fields[2].length);  // it may lie unaligned
    unsigned flags = (unsigned)seccomp_flags(record->fields[1].text);
    bool notifies = flags & SECCOMP_FILTER_FLAG_NEW_LISTENER;
    // Said before: behind the filter this process may have to ask for every word.
    int listener = notifies ? fcntl(0, F_DUPFD_CLOEXEC, 3) : -1;
    if (notifies) {
        close(listener);
        channel_send_listener(child->channel, listener);
    }
    long made = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    if (made < 0 || (notifies && made != listener))
        return child_fail(child, "filter");
    if (notifies) {
        // Until it has been fetched: exec closes it. A read that is asked about waits for the answer, which is no less right.
        char fetched;
        while (read(child->channel, &fetched, 1) < 0 && errno == EINTR)
            ;
        close(listener);
    }
    return 0;
}
