// SPDX-License-Identifier: Apache-2.0
// Errors of the program itself: one line on standard error, what was done and why it failed.
#pragma once

enum {
    EXIT_ENGINE = 125,        // Atoll could not do it
    EXIT_CANNOT_EXECUTE = 126,
    EXIT_NOT_FOUND = 127,
};

void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Ends this process the way `signal` ends a plain program.
_Noreturn void die_by_signal(int signal);
