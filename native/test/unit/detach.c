// SPDX-License-Identifier: Apache-2.0
#include "test/unit/unit.h"

#include "client/detach.h"

#include <stdio.h>
#include <string.h>

// What passes when `typed` comes in reads that end at each '|'; "!" is appended when the keys were found.
static const char *passed(const char *keys, const char *typed) {
    static char out[256];
    struct detach detach;
    size_t used = 0;
    detach_begin(&detach, keys, strlen(keys));
    while (*typed) {
        const char *end = strchrnul(typed, '|');
        used += detach_feed(&detach, (const uint8_t *)typed, (size_t)(end - typed), (uint8_t *)out + used);
        typed = *end ? end + 1 : end;
    }
    used += detach_flush(&detach, (uint8_t *)out + used);
    snprintf(out + used, sizeof out - used, "%s", detach.done ? "!" : "");
    return out;
}

static void expect(const char *keys, const char *typed, const char *expected) {
    const char *found = passed(keys, typed);
    check(!strcmp(found, expected), "keys %s, typed %s: %s", keys, typed, found);
}

void test_detach(void) {
    expect("pq", "hello", "hello");
    expect("pq", "apqb", "a!");
    expect("pq", "ap|qb", "a!");
    expect("pq", "a|p|q", "a!");
    expect("pq", "p", "p");
    expect("pq", "ppq", "p!");
    expect("pq", "pxpq", "px!");
    expect("pq", "p|x", "px");
    expect("aab", "aaab", "a!");
    expect("aab", "a|a|a|b", "a!");
    expect("abab", "abaabab", "aba!");
    expect("a", "xa", "x!");
    expect("", "anything", "anything");
}
