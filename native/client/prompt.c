// SPDX-License-Identifier: Apache-2.0
#include "client/prompt.h"

#include "client/guard.h"
#include "client/signals.h"
#include "client/terminal.h"
#include "common/fail.h"
#include "common/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_BYTES = 4096, TEXT_BYTES = 1024 };

struct prompt {
    int fd;         // where the line is read
    bool terminal;  // it is the user's terminal, else standard input
    bool hidden;    // it shows nothing of what is typed, by our doing
    int guard;
    struct termios saved;
    char text[TEXT_BYTES];
    size_t text_length;
    char line[LINE_BYTES];
    size_t length;
};

enum outcome { GOES_ON, LINE, END, TOO_LONG };

static void apply_hidden(struct prompt *prompt) {
    struct termios mode = prompt->saved;
    mode.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    tcsetattr(prompt->fd, TCSADRAIN, &mode);
}

static void hide(struct prompt *prompt, struct session *session) {
    if (!prompt->terminal || tcgetattr(prompt->fd, &prompt->saved))
        return;
    // First the guard, and the signal that stops: there is no moment in which nobody would put the terminal right.
    prompt->guard = guard_begin(prompt->fd, &prompt->saved, NULL, 0);
    signals_catch_stop(session->signals, true);
    prompt->hidden = true;
    apply_hidden(prompt);
}

// What was typed and not sent is dropped if `how` says so: it would be the next program's input, in view.
static void show(struct prompt *prompt, struct session *session, int how) {
    if (!prompt->hidden)
        return;
    prompt->hidden = false;
    tcsetattr(prompt->fd, how, &prompt->saved);
    guard_end(prompt->guard);
    if (!session->display.reset_length)
        signals_catch_stop(session->signals, false);
}

static void begin_line(struct prompt *prompt) {
    explicit_bzero(prompt->line, sizeof prompt->line);
    prompt->length = 0;
    io_write_all(2, prompt->text, prompt->text_length);
}

static void stop(struct prompt *prompt) {
    if (prompt->hidden)
        tcsetattr(prompt->fd, TCSAFLUSH, &prompt->saved);
    io_write_all(2, "\n", 1);
    kill(getpid(), SIGSTOP);
}

static void go_on(struct prompt *prompt) {
    // In the background the terminal is the shell's.
    if (!prompt->terminal || tcgetpgrp(prompt->fd) != getpgrp())
        return;
    if (prompt->hidden)
        apply_hidden(prompt);
    begin_line(prompt);
}

// The signal that ends the prompt, or 0.
static int take_signal(struct prompt *prompt, struct session *session) {
    struct signalfd_siginfo information;
    char size[16];
    if (io_read(session->signals, &information, sizeof information) != sizeof information)
        return 0;
    switch ((int)information.ssi_signo) {
    case SIGWINCH:
        if (terminal_size(size))
            link_send(&session->link, 'W', size, strlen(size));
        return 0;
    case SIGTSTP:
        stop(prompt);
        return 0;
    case SIGCONT:
        go_on(prompt);
        return 0;
    }
    return (int)information.ssi_signo;
}

// A terminal gives a line at a time; of a pipe no byte is taken that belongs to who reads next.
static enum outcome take_input(struct prompt *prompt) {
    size_t room = sizeof prompt->line - prompt->length;
    if (!room)
        return TOO_LONG;
    ssize_t n = io_read(prompt->fd, prompt->line + prompt->length, prompt->terminal ? room : 1);
    if (n < 0 && errno == EAGAIN)
        return GOES_ON;
    if (n <= 0)
        return prompt->length ? LINE : END;
    prompt->length += (size_t)n;
    if (prompt->line[prompt->length - 1] != '\n')
        return GOES_ON;
    prompt->length--;
    return LINE;
}

static void answer(struct session *session, struct prompt *prompt, enum outcome outcome) {
    static const char *const words[] = {[LINE] = "line", [END] = "end", [TOO_LONG] = "long"};
    uint8_t payload[8 + 4 + LINE_BYTES];
    size_t word = strlen(words[outcome]), length = outcome == LINE ? prompt->length : 0;
    put_u32(payload, (uint32_t)word);
    memcpy(payload + 4, words[outcome], word);
    put_u32(payload + 4 + word, (uint32_t)length);
    memcpy(payload + 8 + word, prompt->line, length);
    bool ok = link_send_secret(&session->link, 'V', payload, 8 + word + length);
    explicit_bzero(payload, sizeof payload);
    if (!ok)
        die("out of memory");
}

int session_prompt(struct session *session, const struct frame *frame) {
    struct prompt prompt = {.fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)};
    const uint8_t *text, *echo;
    uint32_t text_length, echo_length;
    size_t at = 0;
    if (!frame_field(frame, &at, &text, &text_length) || !frame_field(frame, &at, &echo, &echo_length) ||
        text_length > sizeof prompt.text || echo_length != 1)
        die("the engine's answer cannot be understood (prompt)");
    memcpy(prompt.text, text, prompt.text_length = text_length);
    prompt.terminal = prompt.fd >= 0;
    if (!prompt.terminal)
        prompt.fd = 0;
    if (*echo == '0')
        hide(&prompt, session);
    bool newline = prompt.hidden || !prompt.terminal;
    begin_line(&prompt);
    enum outcome outcome = GOES_ON;
    int signal = 0;
    while (outcome == GOES_ON && !signal) {
        struct pollfd ready[3] = {{.fd = session->signals, .events = POLLIN},
                                  {.fd = session->link.fd, .events = POLLIN},
                                  {.fd = prompt.fd, .events = POLLIN}};
        if (poll(ready, 3, -1) < 0)
            continue;
        if (ready[0].revents)
            signal = take_signal(&prompt, session);
        else if (ready[1].revents)
            break;  // it ends the command, or is gone
        else if (ready[2].revents)
            outcome = take_input(&prompt);
    }
    show(&prompt, session, outcome == GOES_ON ? TCSAFLUSH : TCSADRAIN);
    if (newline || outcome != LINE)
        io_write_all(2, "\n", 1);
    if (outcome != GOES_ON)
        answer(session, &prompt, outcome);
    if (prompt.terminal)
        close(prompt.fd);
    explicit_bzero(&prompt, sizeof prompt);
    return signal;
}
