// SPDX-License-Identifier: Apache-2.0
// The values of single operations, and what the setup operations leave in the plan.
#include "launch/child.h"

#include "common/text.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/resource.h>

static bool is(const struct record *record, uint32_t field, const char *word) {
    return text_is(record->fields[field].text, record->fields[field].length, word);
}

bool check_mode(struct plan *plan, const struct record *record) {
    plan->mode = is(record, 1, "detached")   ? MODE_DETACHED
                 : is(record, 1, "attached") ? MODE_ATTACHED
                 : is(record, 1, "orphan")   ? MODE_ORPHAN
                                             : MODE_FOREGROUND;
    return plan->mode != MODE_FOREGROUND || is(record, 1, "foreground");
}

bool check_stdio(struct plan *plan, const struct record *record) {
    plan->input = is(record, 1, "inherit") ? INPUT_INHERIT : is(record, 1, "pipe") ? INPUT_PIPE : INPUT_NULL;
    plan->capture = is(record, 2, "capture");
    plan->discard = is(record, 2, "null");
    plan->input_wanted = plan->input != INPUT_NULL;
    return (plan->input != INPUT_NULL || is(record, 1, "null")) && (plan->capture || plan->discard || is(record, 2, "inherit"));
}

bool check_terminal(struct plan *plan, const struct record *record) {
    uint64_t columns = field_number(&record->fields[1]), rows = field_number(&record->fields[2]);
    plan->terminal = true;
    plan->columns = (unsigned short)columns;
    plan->rows = (unsigned short)rows;
    return columns <= 0xffff && rows <= 0xffff;
}

bool check_cgroup(struct plan *plan, const struct record *record) {
    plan->cgroup = record;
    for (uint32_t i = 1; i <= record->count; i++)
        if (*record->fields[i].text != '/')
            return false;
    return true;
}

// Records that somebody looks for before their turn comes.
bool check_kept(struct plan *plan, const struct record *record) {
    switch (*record->operation->name) {
    case 'l':
        plan->log = record;
        break;
    case 'a':
        plan->attach = record;
        break;
    case 's':
        plan->state = record;
        break;
    case 'n':
        plan->notify = record;
        break;
    case 'd':
        plan->detach_keys = record;
        return record->fields[1].length <= 16;
    case 'f':
        plan->files = true;
        break;
    case 'm':
        plan->masks = true;
        break;
    case 'e':
        plan->end_group = record;
        return *record->fields[1].text == '/';
    case 'i':
        plan->init = true;
        break;
    case 'c':
        return plan->terminal;
    }
    return true;
}

bool check_log_options(struct plan *plan, const struct record *record) {
    plan->log_options = record;
    return (is(record, 1, "cri") || is(record, 1, "json")) && field_number(&record->fields[3]) >= 1 &&
           field_number(&record->fields[3]) <= 1000;
}

bool check_propagation(struct plan *plan, const struct record *record) {
    (void)plan;
    return is(record, 1, "private") || is(record, 1, "slave");
}

bool check_root_propagation(struct plan *plan, const struct record *record) {
    (void)plan;
    bool all;
    return propagation_parse(record->fields[1].text, record->fields[1].length, &all);
}

bool check_bind(struct plan *plan, const struct record *record) {
    (void)plan;
    struct mount_flags flags;
    mount_flags_parse(record->fields[3].text, MOUNT_BIND, &flags);
    if (record->count == 3)
        return !flags.map_all;
    return record->count == 5 && id_map_fits(record->fields[4].text) && id_map_fits(record->fields[5].text);
}

// With an owner; and with the host's node, an absolute path, behind it.
bool check_mknod(struct plan *plan, const struct record *record) {
    (void)plan;
    uint64_t id;
    for (uint32_t i = 6; i <= 7 && i <= record->count; i++)
        if (!text_number(record->fields[i].text, record->fields[i].length, 10, UINT32_MAX, &id))
            return false;
    return (record->count == 5 || record->count == 7 || (record->count == 8 && *record->fields[8].text == '/')) &&
           (is(record, 2, "c") || is(record, 2, "b") || is(record, 2, "p"));
}

bool check_upper(struct plan *plan, const struct record *record) {
    (void)plan;
    return !record->fields[2].length == !record->fields[3].length;
}

bool check_signal(struct plan *plan, const struct record *record) {
    uint64_t signal = field_number(&record->fields[1]);
    plan->death_signal = record;
    return signal >= 1 && signal <= 64;
}

bool check_seccomp(struct plan *plan, const struct record *record) {
    uint32_t length = record->fields[2].length;
    int64_t flags = seccomp_flags(record->fields[1].text);
    bool notifies = flags >= 0 && flags & SECCOMP_FILTER_FLAG_NEW_LISTENER;
    if (notifies && plan->notifies)
        return false;  // there is one listener
    plan->notifies |= notifies;
    return flags >= 0 && length && length % sizeof(struct sock_filter) == 0 &&
           length / sizeof(struct sock_filter) <= BPF_MAXINSNS;
}

bool check_oom_score(struct plan *plan, const struct record *record) {
    int64_t score = field_signed(&record->fields[1]);
    plan->oom_score = record;
    return score >= -1000 && score <= 1000;
}

bool check_seccomp_notify(struct plan *plan, const struct record *record) {
    plan->seccomp_notify = record;
    return *record->fields[1].text == '/';
}

// Of a profile, a label or a keyring.
bool check_name(struct plan *plan, const struct record *record) {
    plan->procfs |= record->operation->run == do_apparmor || record->operation->run == do_selinux;
    return record->fields[1].length <= 255;
}

bool check_rlimit(struct plan *plan, const struct record *record) {
    (void)plan;
    return limit_number(record->fields[1].text) >= 0;
}

int64_t seccomp_flags(const char *list) {
    int64_t flags = 0;
    const char *item;
    size_t length;
    while (text_item(&list, &item, &length)) {
        if (text_is(item, length, "log"))
            flags |= SECCOMP_FILTER_FLAG_LOG;
        else if (text_is(item, length, "tsync"))
            flags |= SECCOMP_FILTER_FLAG_TSYNC;
        else if (text_is(item, length, "spec-allow"))
            flags |= SECCOMP_FILTER_FLAG_SPEC_ALLOW;
        else if (text_is(item, length, "notify"))
            flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
        else if (text_is(item, length, "wait-killable"))
            flags |= SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
        else
            return -1;
    }
    return flags;
}

int limit_number(const char *name) {
    static const char *const names[RLIM_NLIMITS] = {
        [RLIMIT_AS] = "as",           [RLIMIT_CORE] = "core",         [RLIMIT_CPU] = "cpu",
        [RLIMIT_DATA] = "data",       [RLIMIT_FSIZE] = "fsize",       [RLIMIT_LOCKS] = "locks",
        [RLIMIT_MEMLOCK] = "memlock", [RLIMIT_MSGQUEUE] = "msgqueue", [RLIMIT_NICE] = "nice",
        [RLIMIT_NOFILE] = "nofile",   [RLIMIT_NPROC] = "nproc",       [RLIMIT_RSS] = "rss",
        [RLIMIT_RTPRIO] = "rtprio",   [RLIMIT_RTTIME] = "rttime",     [RLIMIT_SIGPENDING] = "sigpending",
        [RLIMIT_STACK] = "stack"};
    for (int i = 0; i < RLIM_NLIMITS; i++)
        if (names[i] && !strcmp(names[i], name))
            return i;
    return -1;
}
