// SPDX-License-Identifier: Apache-2.0
// The user's terminal while the engine draws on it: nothing of what is typed may show, for it would shift what is drawn. Put right
// whatever happens, by the guard if by nobody else.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

struct display {
    char reset[64];  // what makes the terminal as it was, a hidden cursor say
    size_t reset_length;  // 0: nothing is drawn
    bool keys;  // each key is sent at once: the engine asked for input while it draws
    bool quiet;  // nothing of what is typed shows, by our doing
    int guard;
    struct termios saved;
};

// The engine begins to draw, goes on (after the client was stopped, say), or has ended and put the terminal right itself.
void display_begin(struct display *display, const void *reset, size_t length);
void display_continue(struct display *display);
void display_end(struct display *display);
// The engine wants what is typed.
void display_keys(struct display *display);
// Puts the terminal right, for a client that is stopped.
void display_stop(struct display *display);
// The same for one that ends.
void display_break(struct display *display);
