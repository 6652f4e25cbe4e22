// SPDX-License-Identifier: Apache-2.0
#include "client/terminal.h"

#include "client/guard.h"

#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool raw;
static int guard = -1;

static void make_raw(void) {
    struct termios mode = saved;
    cfmakeraw(&mode);
    tcsetattr(0, TCSADRAIN, &mode);
}

bool terminal_raw(void) {
    if (tcgetattr(0, &saved))
        return false;
    // First the guard: there is no moment in which the terminal is raw and nobody would put it right.
    guard = guard_begin(0, &saved, NULL, 0);
    raw = true;
    make_raw();
    return true;
}

void terminal_restore(void) {
    if (!raw)
        return;
    raw = false;
    tcsetattr(0, TCSADRAIN, &saved);
    guard_end(guard);
}

void terminal_stop(void) {
    if (raw)
        tcsetattr(0, TCSADRAIN, &saved);
    kill(getpid(), SIGSTOP);
}

void terminal_continue(void) {
    // In the background the terminal is the shell's.
    if (raw && tcgetpgrp(0) == getpgrp())
        make_raw();
}

bool terminal_size(char text[16]) {
    struct winsize size;
    for (int fd = 0; fd < 3; fd++)
        if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col) {
            snprintf(text, 16, "%u %u", size.ws_col, size.ws_row);
            return true;
        }
    return false;
}
