// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void check(bool passed, const char *format, ...) __attribute__((format(printf, 2, 3)));
// A generator that gives the same numbers every time.
uint32_t random_number(void);

void test_plans(void);
void test_goldens(void);
void test_frames(void);
void test_logs(void);
void test_detach(void);
void test_text(void);
