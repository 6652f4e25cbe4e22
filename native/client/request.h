// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/bytes.h"

// The Q frame: who asks, from where, with what.
void request_build(struct bytes *out, int count, char **arguments);
