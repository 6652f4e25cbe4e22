// SPDX-License-Identifier: Apache-2.0
// Numbers as text, strictly: digits only, no sign, no blank, no overflow.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_number(const char *text, size_t length, unsigned base, uint64_t max, uint64_t *value);

// The next item of a comma-separated list; `*rest` moves behind it. False at the end. An empty list has no item.
bool text_item(const char **rest, const char **item, size_t *length);
bool text_is(const char *text, size_t length, const char *word);
