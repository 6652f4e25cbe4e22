// SPDX-License-Identifier: Apache-2.0
// When and where the process runs, and what it takes the machine for.
#include "launch/schedule.h"

#include "common/text.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

// As the kernel has it, whatever the C library knows.
struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t utilization_min, utilization_max;
};

struct word {
    const char *name;
    uint64_t value;
};

static const struct word policies[] = {{"other", 0}, {"fifo", 1},     {"rr", 2}, {"batch", 3},
                                       {"iso", 4},   {"idle", 5}, {"deadline", 6}, {NULL, 0}};
static const struct word flags[] = {{"reset-on-fork", 1},    {"reclaim", 2},           {"dl-overrun", 4},
                                    {"keep-policy", 8},      {"keep-params", 16},      {"util-clamp-min", 32},
                                    {"util-clamp-max", 64}, {NULL, 0}};
static const struct word classes[] = {{"realtime", 1}, {"best-effort", 2}, {"idle", 3}, {NULL, 0}};

static const struct word *find(const struct word *words, const char *text, size_t length) {
    while (words->name && !text_is(text, length, words->name))
        words++;
    return words->name ? words : NULL;
}

static bool known(const struct word *words, const struct field *field) {
    return find(words, field->text, field->length);
}

// Of a word that was checked.
static uint64_t value(const struct word *words, const struct field *field) {
    const struct word *word = find(words, field->text, field->length);
    return word ? word->value : 0;
}

static bool flag_bits(const char *list, uint64_t *bits) {
    const char *item;
    size_t length;
    *bits = 0;
    while (text_item(&list, &item, &length)) {
        const struct word *word = find(flags, item, length);
        if (!word)
            return false;
        *bits |= word->value;
    }
    return true;
}

bool cpu_list_parse(const char *list, struct cpu_set *set) {
    const char *item;
    size_t length;
    memset(set, 0, sizeof *set);
    if (!*list)
        return false;
    while (text_item(&list, &item, &length)) {
        const char *dash = memchr(item, '-', length);
        size_t first_length = dash ? (size_t)(dash - item) : length;
        uint64_t first, last;
        if (!text_number(item, first_length, 10, CPU_SET_MAX - 1, &first))
            return false;
        last = first;
        if (dash && !text_number(dash + 1, length - first_length - 1, 10, CPU_SET_MAX - 1, &last))
            return false;
        if (last < first)
            return false;
        for (; first <= last; first++)
            set->bits[first / 64] |= (uint64_t)1 << first % 64;
    }
    return true;
}

int cpu_set_apply(const struct cpu_set *set) {
    return syscall(SYS_sched_setaffinity, 0, sizeof set->bits, set->bits) < 0 ? -errno : 0;
}

bool check_cpus(struct plan *plan, const struct record *record) {
    struct cpu_set set;
    if (*record->operation->name == 'i')
        plan->initial_cpus = record;
    return cpu_list_parse(record->fields[1].text, &set);
}

bool check_scheduler(struct plan *plan, const struct record *record) {
    (void)plan;
    uint64_t bits;
    int64_t nice = field_signed(&record->fields[2]);
    return known(policies, &record->fields[1]) && nice >= -20 && nice <= 19 && flag_bits(record->fields[4].text, &bits);
}

bool check_io_priority(struct plan *plan, const struct record *record) {
    (void)plan;
    return known(classes, &record->fields[1]) && field_number(&record->fields[2]) <= 7;
}

bool check_personality(struct plan *plan, const struct record *record) {
    (void)plan;
    return !strcmp(record->fields[1].text, "linux") || !strcmp(record->fields[1].text, "linux32");
}

DO(cpu_affinity) {
    struct cpu_set set;
    cpu_list_parse(record->fields[1].text, &set);
    return cpu_set_apply(&set) ? child_fail(child, record->fields[1].text) : 0;
}

DO(scheduler) {
    struct attributes attributes = {.size = sizeof attributes,
                                    .policy = (uint32_t)value(policies, &record->fields[1]),
                                    .nice = (int32_t)field_signed(&record->fields[2]),
                                    .priority = (uint32_t)field_number(&record->fields[3]),
                                    .runtime = field_number(&record->fields[5]),
                                    .deadline = field_number(&record->fields[6]),
                                    .period = field_number(&record->fields[7])};
    flag_bits(record->fields[4].text, &attributes.flags);
    return syscall(SYS_sched_setattr, 0, &attributes, 0) ? child_fail(child, record->fields[1].text) : 0;
}

DO(io_priority) {
    const int who_process = 1, class_shift = 13;
    unsigned long priority = (unsigned long)(value(classes, &record->fields[1]) << class_shift) |
                             (unsigned long)field_number(&record->fields[2]);
    return syscall(SYS_ioprio_set, who_process, 0, priority) ? child_fail(child, record->fields[1].text) : 0;
}

DO(personality) {
    unsigned long domain = strcmp(record->fields[1].text, "linux32") ? PER_LINUX : PER_LINUX32;
    return personality(domain) < 0 ? child_fail(child, record->fields[1].text) : 0;
}
