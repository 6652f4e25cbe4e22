// SPDX-License-Identifier: Apache-2.0
#include "common/fail.h"

#include "common/io.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void complain_list(const char *format, va_list arguments) {
    char line[4096] = "atoll: ";
    int n = vsnprintf(line + 7, sizeof line - 8, format, arguments);
    size_t length = 7 + (n < 0 ? 0 : (size_t)n < sizeof line - 9 ? (size_t)n : sizeof line - 9);
    line[length++] = '\n';
    io_write_all(2, line, length);
}

void complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    complain_list(format, arguments);
    va_end(arguments);
}

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    complain_list(format, arguments);
    va_end(arguments);
    _exit(EXIT_ENGINE);
}

void die_by_signal(int number) {
    sigset_t one;
    signal(number, SIG_DFL);
    sigemptyset(&one);
    sigaddset(&one, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
    // Where the signal does not end the process (it is PID 1 of a namespace, say) the status at least says so.
    _exit(128 + number);
}
