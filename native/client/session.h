// SPDX-License-Identifier: Apache-2.0
// One command: the request, and whatever the engine wants of the client until it says X.
#pragma once

#include "client/display.h"
#include "client/engine.h"

struct session {
    struct link link;
    int signals;
    int code;    // what a container that ended in our hands ended with
    bool ended;  // there was one
    struct display display;
};

// Serves the engine to the end and returns the exit status.
int session_serve(struct session *session);

// container.c: what P and A ask for. They answer the engine and may set the session's code.
void session_launch(struct session *session, const struct frame *frame);
void session_attach(struct session *session, const struct frame *frame);
// A whole command.
int session_run(int count, char **arguments);
