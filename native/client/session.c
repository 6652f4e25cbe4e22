// SPDX-License-Identifier: Apache-2.0
#include "client/session.h"

#include "client/prompt.h"
#include "client/request.h"
#include "client/signals.h"
#include "client/terminal.h"
#include "common/fail.h"
#include "common/io.h"
#include "common/text.h"
#include "launch/init.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { AGAIN_MS = 2000, INTERRUPTED_MS = 10000, GOODBYE_MS = 10000 };

// SIGINT goes to the engine, which ends the command. If it does not, or the user insists, this process ends by itself.
struct interrupt {
    int64_t first;
    int64_t deadline;
};

static void draw(struct session *session, const struct frame *frame) {
    if (frame->length > sizeof session->display.reset)
        die("the engine's answer cannot be understood (terminal)");
    signals_catch_stop(session->signals, frame->length);
    if (frame->length)
        display_begin(&session->display, frame->payload, frame->length);
    else
        display_end(&session->display);
}

static _Noreturn void end_by_signal(struct session *session, int number) {
    display_break(&session->display);
    die_by_signal(number);
}

static void pass_signal(struct session *session, struct interrupt *interrupt, int number) {
    char text[16];
    int64_t now = io_now_ms();
    if (number == SIGTSTP) {
        display_stop(&session->display);
        kill(getpid(), SIGSTOP);
        return;
    }
    if (number == SIGCONT)
        display_continue(&session->display);
    // Back from being stopped, the screen is not what the engine left.
    if (number == SIGWINCH || (number == SIGCONT && session->display.reset_length)) {
        if (terminal_size(text))
            link_send(&session->link, 'W', text, strlen(text));
        return;
    }
    if (number == SIGCONT)
        return;
    if (!signals_fatal(number))
        end_by_signal(session, number);
    if (number == SIGINT) {
        if (interrupt->first && now - interrupt->first < AGAIN_MS)
            end_by_signal(session, SIGINT);
        interrupt->first = now;
        interrupt->deadline = now + INTERRUPTED_MS;
    }
    int length = snprintf(text, sizeof text, "%d", number);
    link_send(&session->link, 'S', text, (size_t)length);
}

static int end_code(const struct frame *frame) {
    uint64_t code;
    if (!text_number((const char *)frame->payload, frame->length, 10, 255, &code))
        die("the engine's answer cannot be understood (exit code)");
    return (int)code;
}

int session_serve(struct session *session) {
    struct interrupt interrupt = {.deadline = -1};
    struct link_report report;
    for (;;) {
        switch (link_next(&session->link, interrupt.deadline, &report)) {
        case LINK_FRAME:
            if (report.frame.type == 'X') {
                display_end(&session->display);
                return end_code(&report.frame);
            }
            if (report.frame.type == 'i') {
                session->link.input = true;
                display_keys(&session->display);
            } else if (report.frame.type == 'P')
                session_launch(session, &report.frame);
            else if (report.frame.type == 'A')
                session_attach(session, &report.frame);
            else if (report.frame.type == 'U')
                draw(session, &report.frame);
            else if (report.frame.type == 'R') {
                int number = session_prompt(session, &report.frame);
                if (number)
                    pass_signal(session, &interrupt, number);
            }
            else
                die("the engine's answer cannot be understood (frame %d); is it another version?", report.frame.type);
            if (session->ended)
                interrupt.deadline = io_now_ms() + GOODBYE_MS;
            break;
        case LINK_SIGNAL:
            pass_signal(session, &interrupt, report.number);
            break;
        case LINK_TIMEOUT:
            if (session->ended)
                return session->code;
            end_by_signal(session, SIGINT);
        case LINK_DETACHED:
        case LINK_CLOSED:
            if (session->ended)
                return session->code;
            display_break(&session->display);
            die("the engine ended before the command did; its log says why");
        }
    }
}

// What is started in a container that runs is started by a copy of this program (join.h). The engine needs longer to say what than
// making it takes.
static bool joins(int count, char **arguments) {
    int at = count > 1 && !strcmp(arguments[0], "container");
    return count > at && !strcmp(arguments[at], "exec");
}

int session_run(int count, char **arguments) {
    struct paths paths;
    struct hello hello;
    struct bytes request = {0};
    struct session session = {0};
    paths_find(&paths);
    request_build(&request, count, arguments);
    engine_open(&paths, &request, true, &session.link, &hello);
    bytes_free(&request);
    session.signals = session.link.signals = signals_begin();
    if (joins(count, arguments))
        init_image_prepare();
    return session_serve(&session);
}
