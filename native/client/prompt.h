// SPDX-License-Identifier: Apache-2.0
// One line of the user's, shown while it is typed or not.
#pragma once

#include "client/session.h"

// Asks for what R says and answers with V. Returns 0, or the signal that ended it: nothing was answered then, nor if the engine spoke
// meanwhile. The terminal is as it was, whatever happened.
int session_prompt(struct session *session, const struct frame *frame);
