// SPDX-License-Identifier: Apache-2.0
#include "launch/behind.h"

#include "launch/gate.h"
#include "launch/hook.h"
#include "launch/operation.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

bool behind_run(const struct plan *plan, pid_t pid, struct failure *failure) {
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct record *record = &plan->records[i];
        if (record->operation->phase != PHASE_BEHIND)
            continue;
        if (!strcmp(record->operation->name, "release")) {
            if (!gate_release(record->fields[1].text, failure))
                return false;
            continue;
        }
        *failure = (struct failure){.index = i};
        snprintf(failure->operation, sizeof failure->operation, "%s", record->operation->name);
        int error = hook_run(record, 1, pid, failure->detail, sizeof failure->detail);
        if (error) {
            failure->error = -error;
            return false;
        }
    }
    return true;
}

bool behind_start(const struct plan *plan, struct container *container, struct failure *failure) {
    if (!container_start(plan, container, failure))
        return false;
    if (behind_run(plan, container->pid, failure))
        return true;
    kill(container->pid, SIGKILL);
    while (waitpid(container->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return false;
}
