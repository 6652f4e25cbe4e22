// SPDX-License-Identifier: Apache-2.0
#include "client/display.h"

#include "client/guard.h"
#include "common/io.h"

#include <string.h>
#include <unistd.h>

static int terminal(void) {
    return isatty(2) ? 2 : 1;
}

static void hush(const struct display *display) {
    struct termios mode = display->saved;
    mode.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    if (display->keys) {
        mode.c_lflag &= ~(tcflag_t)ICANON;
        mode.c_cc[VMIN] = 1;
        mode.c_cc[VTIME] = 0;
    }
    tcsetattr(terminal(), TCSADRAIN, &mode);
}

void display_begin(struct display *display, const void *reset, size_t length) {
    display_end(display);
    memcpy(display->reset, reset, display->reset_length = length);
    display_continue(display);
}

void display_continue(struct display *display) {
    int fd = terminal();
    // In the background the terminal is the shell's, and so is its mode.
    if (!display->reset_length || !isatty(fd) || tcgetpgrp(fd) != getpgrp())
        return;
    if (!display->quiet) {
        if (tcgetattr(fd, &display->saved))
            return;
        // First the guard: there is no moment in which nobody would put the terminal right.
        display->guard = guard_begin(fd, &display->saved, display->reset, display->reset_length);
        display->quiet = true;
    }
    hush(display);
}

void display_keys(struct display *display) {
    display->keys = true;
    display_continue(display);
}

void display_end(struct display *display) {
    display->reset_length = 0;
    if (!display->quiet)
        return;
    display->quiet = false;
    tcsetattr(terminal(), TCSADRAIN, &display->saved);
    guard_end(display->guard);
}

void display_stop(struct display *display) {
    if (display->reset_length && isatty(terminal()))
        io_write_all(terminal(), display->reset, display->reset_length);
    if (display->quiet)
        tcsetattr(terminal(), TCSADRAIN, &display->saved);
}

void display_break(struct display *display) {
    display_stop(display);
    display_end(display);
}
