// SPDX-License-Identifier: Apache-2.0
#include "client/verbs.h"

#include "client/signals.h"
#include "common/fail.h"
#include "common/io.h"
#include "launch/behind.h"
#include "monitor/monitor.h"
#include "monitor/supervise.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int say_failed(const struct failure *failure) {
    char line[700], detail[512];
    // One line, whatever the path.
    snprintf(detail, sizeof detail, "%s", failure->detail);
    for (char *at = detail; *at; at++)
        if ((unsigned char)*at < ' ')
            *at = '?';
    int length = snprintf(line, sizeof line, "failed %u %s %d %s\n", failure->index, failure->operation,
                          failure->error, detail);
    io_write_all(1, line, (size_t)length);
    return failure_code(failure);
}

static void say_launched(pid_t pid, uint64_t start_time) {
    char line[64];
    int length = snprintf(line, sizeof line, "launched %d %llu\n", pid, (unsigned long long)start_time);
    io_write_all(1, line, (size_t)length);
}

static char *read_plan(size_t *length) {
    char *bytes;
    if (!io_read_all(0, PLAN_MAX, &bytes, length))
        die("cannot read the plan from standard input: %s", strerror(errno));
    return bytes;
}

int verb_launch(void) {
    struct plan plan;
    struct plan_error error;
    struct failure failure;
    struct container container;
    size_t length;
    char *bytes = read_plan(&length);
    if (!plan_decode(&plan, bytes, length, &error) || !plan_check(&plan, &error)) {
        failure = (struct failure){.index = error.index, .error = EINVAL};
        snprintf(failure.operation, sizeof failure.operation, "%s", error.operation);
        snprintf(failure.detail, sizeof failure.detail, "%s", error.reason);
        return say_failed(&failure);
    }
    if (plan.behind) {
        if (!behind_run(&plan, 0, &failure))
            return say_failed(&failure);
        say_launched(0, 0);
        return 0;
    }
    // Nobody is here to be attached: the terminal's clients come later.
    if (plan.mode != MODE_ORPHAN && (plan.mode != MODE_FOREGROUND || plan.terminal)) {
        struct monitor_report report;
        monitor_launch(&plan, bytes, -1, false, &report);
        if (!report.started)
            return say_failed(&report.failure);
        if (!behind_run(&plan, report.pid, &failure)) {
            kill(report.pid, SIGKILL);
            return say_failed(&failure);
        }
        say_launched(report.pid, report.start_time);
        return 0;
    }
    int signals = plan.mode == MODE_ORPHAN ? -1 : signals_begin();
    if (!behind_start(&plan, &container, &failure))
        return say_failed(&failure);
    say_launched(container.pid, container.start_time);
    if (plan.mode == MODE_ORPHAN)
        return 0;
    bool local = plan.capture;
    plan_free(&plan);
    free(bytes);
    return supervise(
        &(struct supervision){.container = &container, .signals = signals, .local = local, .first = -1});
}

int verb_plan_text(void) {
    struct plan plan;
    struct plan_error error;
    struct bytes text = {0};
    size_t length;
    char *bytes = read_plan(&length);
    if (!plan_decode(&plan, bytes, length, &error))
        die("not a plan: record %u: %s", error.index, error.reason);
    if (!plan_text(&plan, &text))
        die("out of memory");
    if (!io_write_all(1, text.data, text.length))
        return EXIT_ENGINE;
    // Unknown operations are shown all the same, and named here.
    if (plan_check(&plan, &error))
        return 0;
    complain("record %u (%s): %s", error.index, error.operation, error.reason);
    return 1;
}
