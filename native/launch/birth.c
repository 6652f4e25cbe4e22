// SPDX-License-Identifier: Apache-2.0
#include "launch/birth.h"

#include "launch/cgroup.h"
#include "launch/channel.h"
#include "launch/schedule.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static _Noreturn void report(const struct plan *plan, int channel, const struct record *record) {
    struct failure failure = {.index = plan_index(plan, record), .error = errno ? errno : EIO};
    snprintf(failure.operation, sizeof failure.operation, "%s", record->operation->name);
    snprintf(failure.detail, sizeof failure.detail, "%s", record->fields[1].text);
    channel_send_failure(channel, &failure);
    _exit(125);
}

void birth(const struct plan *plan, uint32_t born, int channel) {
    if (plan->oom_score) {
        const struct field *score = &plan->oom_score->fields[1];
        int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
        if (fd < 0 || write(fd, score->text, score->length) != (ssize_t)score->length)
            report(plan, channel, plan->oom_score);
        close(fd);
    }
    if (plan->initial_cpus) {
        struct cpu_set set;
        cpu_list_parse(plan->initial_cpus->fields[1].text, &set);
        if (cpu_set_apply(&set))
            report(plan, channel, plan->initial_cpus);
    }
    cgroup_enter(plan, born, channel);
}
