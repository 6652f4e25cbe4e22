// SPDX-License-Identifier: Apache-2.0
// The client as the container's parent (P in the foreground), as the one who starts its monitor (P otherwise), and as a guest of a
// monitor (A).
#include "client/session.h"

#include "client/attached.h"
#include "common/fail.h"
#include "common/unix_socket.h"
#include "launch/behind.h"
#include "launch/container.h"
#include "monitor/monitor.h"
#include "monitor/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

static void send_failure(struct session *session, const struct failure *failure) {
    struct bytes payload = {0};
    char number[16];
    snprintf(number, sizeof number, "%u", failure->index);
    bool ok = bytes_append_text_field(&payload, number) && bytes_append_text_field(&payload, failure->operation) &&
              bytes_append_text_field(&payload, failure->detail);
    snprintf(number, sizeof number, "%d", failure->error);
    ok = ok && bytes_append_text_field(&payload, number) &&
         bytes_append_text_field(&payload, strerror(failure->error));
    if (!ok || !link_send(&session->link, 'F', payload.data, payload.length))
        die("out of memory");
    bytes_free(&payload);
}

static void send_launched(struct session *session, pid_t pid, uint64_t start_time) {
    char text[48];
    int length = snprintf(text, sizeof text, "%d %llu", pid, (unsigned long long)start_time);
    link_send(&session->link, 'L', text, (size_t)length);
}

static void send_end(struct session *session, int result) {
    char text[16] = "detached";
    if (result == ATTACHED_LOST) {
        complain("the container's monitor ended before the container did");
        result = EXIT_ENGINE;
    }
    if (result >= 0)
        snprintf(text, sizeof text, "%d", result);
    link_send(&session->link, 'T', text, strlen(text));
    session->code = result >= 0 ? result : 0;
    session->ended = true;
}

static void pass_to_engine(void *context, int number) {
    struct session *session = context;
    char text[16];
    if (!number) {
        link_send(&session->link, 'T', "detached", 8);
        return;
    }
    int length = snprintf(text, sizeof text, "%d", number);
    link_send(&session->link, 'S', text, (size_t)length);
}

// Left to whoever adopts this process's children when it ends.
static void run_orphan(struct session *session, struct plan *plan) {
    struct container container;
    struct failure failure;
    if (behind_start(plan, &container, &failure))
        send_launched(session, container.pid, container.start_time);
    else
        send_failure(session, &failure);
}

static void run_behind(struct session *session, struct plan *plan) {
    struct failure failure;
    if (behind_run(plan, 0, &failure))
        send_launched(session, 0, 0);
    else
        send_failure(session, &failure);
}

static void run_foreground(struct session *session, struct plan *plan, char *bytes) {
    struct container container;
    struct failure failure;
    if (!behind_start(plan, &container, &failure)) {
        send_failure(session, &failure);
        return;
    }
    send_launched(session, container.pid, container.start_time);
    bool local = plan->capture;
    plan_free(plan);
    free(bytes);
    send_end(session, supervise(&(struct supervision){
                          .container = &container, .signals = session->signals, .local = local, .first = -1}));
}

// With a monitor. A terminal in the foreground is this, too: somebody has to stand between it and the user's own, and then it is
// the container that ends when the client does.
static void run_monitored(struct session *session, struct plan *plan, char *bytes) {
    struct monitor_report report;
    int pair[2] = {-1, -1};
    bool attached = plan->mode != MODE_DETACHED;
    if (attached && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        die("socket pair: %s", strerror(errno));
    monitor_launch(plan, bytes, pair[1], plan->mode == MODE_FOREGROUND, &report);
    if (pair[1] >= 0)
        close(pair[1]);
    if (!report.started) {
        if (pair[0] >= 0)
            close(pair[0]);
        send_failure(session, &report.failure);
        return;
    }
    if (!behind_run(plan, report.pid, &report.failure)) {
        kill(report.pid, SIGKILL);
        if (pair[0] >= 0)
            close(pair[0]);
        send_failure(session, &report.failure);
        return;
    }
    send_launched(session, report.pid, report.start_time);
    if (!attached)
        return;
    const struct record *keys = plan->mode == MODE_FOREGROUND ? NULL : plan->detach_keys;
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    struct attached what = {.fd = pair[0],
                            .signals = session->signals,
                            .pidfd = pidfd_open(report.pid, 0),
                            .terminal = plan->terminal,
                            .input = plan->input_wanted,
                            .keys = keys ? keys->fields[1].text : NULL,
                            .keys_length = keys ? keys->fields[1].length : 0,
                            .on_signal = pass_to_engine,
                            .context = session};
    int result = attached_run(&what);
    if (what.pidfd >= 0)
        close(what.pidfd);
    send_end(session, result);
}

void session_launch(struct session *session, const struct frame *frame) {
    struct plan plan;
    struct plan_error error;
    // The plan's own memory, which the monitor gives back: the frame's is read over.
    char *bytes = malloc((size_t)frame->length + 1);
    if (!bytes)
        die("out of memory");
    memcpy(bytes, frame->payload, frame->length);
    if (!plan_decode(&plan, bytes, frame->length, &error) || !plan_check(&plan, &error)) {
        struct failure failure = {.index = error.index, .error = EINVAL};
        snprintf(failure.operation, sizeof failure.operation, "%s", error.operation);
        snprintf(failure.detail, sizeof failure.detail, "%s", error.reason);
        send_failure(session, &failure);
    } else if (plan.behind) {
        run_behind(session, &plan);
    } else if (plan.mode == MODE_ORPHAN) {
        run_orphan(session, &plan);
    } else if (plan.mode == MODE_FOREGROUND && !plan.terminal) {
        run_foreground(session, &plan, bytes);
        return;
    } else {
        run_monitored(session, &plan, bytes);
    }
    plan_free(&plan);
    free(bytes);
}

void session_attach(struct session *session, const struct frame *frame) {
    const uint8_t *path, *kind, *keys;
    uint32_t path_length, kind_length, keys_length;
    size_t at = 0;
    char name[PATH_MAX];
    if (!frame_field(frame, &at, &path, &path_length) || !frame_field(frame, &at, &kind, &kind_length) ||
        !frame_field(frame, &at, &keys, &keys_length) || path_length >= sizeof name)
        die("the engine's answer cannot be understood (attach)");
    memcpy(name, path, path_length);
    name[path_length] = 0;
    struct attached what = {.fd = unix_connect(name),
                            .signals = session->signals,
                            .pidfd = -1,
                            .terminal = kind_length > 0,
                            .input = true,
                            .keys = keys,
                            .keys_length = keys_length,
                            .on_signal = pass_to_engine,
                            .context = session};
    if (what.fd < 0)
        die("cannot attach to the container (%s): %s; has it ended?", name, strerror(errno));
    send_end(session, attached_run(&what));
}
