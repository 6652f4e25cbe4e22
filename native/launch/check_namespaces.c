// SPDX-License-Identifier: Apache-2.0
// Which namespaces are new, which are another container's, and what belongs to new ones. One that is named nowhere is the host's.
#include "launch/namespaces.h"

#include "common/text.h"

#include <sched.h>
#include <string.h>

const struct namespace_kind namespace_kinds[NAMESPACE_KINDS] = {
    {"mount", "mnt", CLONE_NEWNS},          {"pid", "pid", CLONE_NEWPID},     {"ipc", "ipc", CLONE_NEWIPC},
    {"uts", "uts", CLONE_NEWUTS},           {"network", "net", CLONE_NEWNET}, {"user", "user", CLONE_NEWUSER},
    {"cgroup", "cgroup", CLONE_NEWCGROUP}, {"time", "time", CLONE_NEWTIME}};

// Adds to `*flags`; none may be in `taken`.
static bool parse(const char *rest, unsigned taken, unsigned *flags) {
    const char *item;
    size_t length;
    while (text_item(&rest, &item, &length)) {
        unsigned flag = 0;
        for (size_t i = 0; i < NAMESPACE_KINDS; i++)
            if (text_is(item, length, namespace_kinds[i].name))
                flag = namespace_kinds[i].flag;
        if (!flag || flag & taken)
            return false;
        *flags |= flag;
    }
    return true;
}

bool check_namespaces(struct plan *plan, const struct record *record) {
    return parse(record->fields[1].text, plan->shared, &plan->namespaces);
}

// With the mount namespace comes the root, which nobody can share.
bool check_share(struct plan *plan, const struct record *record) {
    return field_number(&record->fields[1]) > 0 && record->fields[3].length &&
           parse(record->fields[3].text, plan->namespaces | plan->shared | CLONE_NEWNS, &plan->shared);
}

bool check_namespace_path(struct plan *plan, const struct record *record) {
    return !strchr(record->fields[1].text, ',') && record->fields[1].length && *record->fields[2].text == '/' &&
           parse(record->fields[1].text, plan->namespaces | plan->shared, &plan->shared);
}

bool check_join(struct plan *plan, const struct record *record) {
    plan->join = record;
    return field_number(&record->fields[1]) > 0 && parse(record->fields[3].text, 0, &plan->joined) &&
           plan->joined & CLONE_NEWNS;
}

bool check_map(struct plan *plan, const struct record *record) {
    *(*record->operation->name == 'u' ? &plan->users : &plan->groups) = record;
    return record->count % 3 == 0;
}

bool check_time_offset(struct plan *plan, const struct record *record) {
    const char *clock = record->fields[1].text;
    for (const struct record *other = plan->records; other < record; other++)
        if (other->operation == record->operation && !strcmp(other->fields[1].text, clock))
            return false;
    plan->clocks = true;
    return (!strcmp(clock, "monotonic") || !strcmp(clock, "boottime")) && field_number(&record->fields[3]) < 1000000000;
}

const char *namespaces_fit(const struct plan *plan) {
    if (plan->join && (plan->namespaces || plan->shared))
        return "join excludes namespaces, share and namespace-path";
    if (!(plan->namespaces & CLONE_NEWUSER) != !(plan->users && plan->groups) || !plan->users != !plan->groups)
        return "a new user namespace comes with user-map and group-map";
    if (plan->clocks && !(plan->namespaces & CLONE_NEWTIME))
        return "time-offset without a new time namespace";
    return NULL;
}
