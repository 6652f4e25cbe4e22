// SPDX-License-Identifier: Apache-2.0
#include "client/attached.h"

#include "client/link.h"
#include "client/signals.h"
#include "client/terminal.h"
#include "common/fail.h"
#include "common/text.h"

#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>

static void send_size(struct link *link) {
    char text[16];
    if (terminal_size(text))
        link_send(link, 'W', text, strlen(text));
}

static void take_signal(const struct attached *attached, struct link *link, int number) {
    switch (number) {
    case SIGWINCH:
        if (attached->terminal)
            send_size(link);
        return;
    case SIGTSTP:
        terminal_stop();
        return;
    case SIGCONT:
        terminal_continue();
        if (attached->terminal)
            send_size(link);
        return;
    }
    // A terminal's keys reach the container as bytes, so a signal is meant for this process; the container stays. Without a
    // terminal we stand for the container.
    if (attached->terminal && (signals_fatal(number) || attached->pidfd < 0)) {
        attached->on_signal(attached->context, 0);
        terminal_restore();
        die_by_signal(number);
    }
    if (attached->pidfd >= 0)
        pidfd_send_signal(attached->pidfd, number, NULL, 0);
    else
        attached->on_signal(attached->context, number);
}

int attached_run(const struct attached *attached) {
    struct link link = {.fd = attached->fd, .signals = attached->signals, .input = attached->input};
    struct link_report report;
    bool raw = attached->terminal && attached->input && terminal_raw();
    int result = ATTACHED_LOST;
    uint64_t code;
    detach_begin(&link.detach, attached->keys, attached->keys_length);
    if (raw)
        signals_catch_stop(attached->signals, true);
    if (attached->terminal)
        send_size(&link);
    for (bool goes_on = true; goes_on;) {
        switch (link_next(&link, -1, &report)) {
        case LINK_FRAME:
            goes_on = false;
            if (report.frame.type == 'X' &&
                text_number((const char *)report.frame.payload, report.frame.length, 10, 255, &code))
                result = (int)code;
            break;
        case LINK_SIGNAL:
            take_signal(attached, &link, report.number);
            break;
        case LINK_DETACHED:
            result = ATTACHED_DETACHED;
            goes_on = false;
            break;
        case LINK_CLOSED:
        case LINK_TIMEOUT:
            goes_on = false;
            break;
        }
    }
    terminal_restore();
    if (raw)
        signals_catch_stop(attached->signals, false);
    link_close(&link);
    return result;
}
