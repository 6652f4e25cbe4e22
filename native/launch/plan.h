// SPDX-License-Identifier: Apache-2.0
// A launch plan (docs/launch-plan.md), read in two steps: `plan_decode` takes the bytes apart and knows no operation,
// `plan_check` holds them against the table of operations. Only a checked plan is ever carried out.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes.h"

#define PLAN_MAGIC "ATOLLPLAN1\n"
enum { PLAN_MAX = 4 << 20 };

struct operation;

// The bytes are followed by a zero; those of a checked text field hold none.
struct field {
    char *text;
    uint32_t length;
};

struct record {
    const struct operation *operation;
    struct field *fields;  // [0] is the operation's name
    uint32_t count;        // of fields, the name not counted
};

enum mode { MODE_FOREGROUND, MODE_DETACHED, MODE_ATTACHED, MODE_ORPHAN };
enum input { INPUT_NULL, INPUT_INHERIT, INPUT_PIPE };

struct plan {
    struct record *records;
    uint32_t count;
    struct field *fields;

    enum mode mode;
    enum input input;
    bool capture, discard;  // what is written: taken in, or thrown away
    bool input_wanted;  // by an attached client
    bool terminal;
    unsigned short columns, rows;
    unsigned namespaces;  // CLONE_NEW…
    unsigned joined;      // the same, of a running container that the plan's program becomes part of
    unsigned shared;      // the same, of other containers or by path
    unsigned touched;     // where an operation changes something
    uint32_t preserved;   // descriptors from 3 on that are the container's
    bool clocks;
    bool notifies;        // a filter asks somebody outside
    bool procfs;          // something is written there
    const struct record *join, *cgroup, *gate, *console_socket, *log, *log_options, *attach, *state, *notify, *detach_keys, *death_signal;
    const struct record *users, *groups, *end_group, *oom_score, *initial_cpus, *seccomp_notify;
    bool init, files, masks, sealed;
    bool behind;  // nothing but operations of the launching process's own
};

struct plan_error {
    uint32_t index;
    const char *operation;
    const char *reason;
};

// Takes over nothing: `bytes` must outlive the plan, be writable, and have one spare byte behind `length`.
bool plan_decode(struct plan *plan, char *bytes, size_t length, struct plan_error *error);
bool plan_check(struct plan *plan, struct plan_error *error);
void plan_free(struct plan *plan);
// The bytes it was read from.
bool plan_encode(const struct plan *plan, struct bytes *out);
bool plan_text(const struct plan *plan, struct bytes *out);

uint32_t plan_index(const struct plan *plan, const struct record *record);
// Of a field that was checked as a number.
uint64_t field_number(const struct field *field);
int64_t field_signed(const struct field *field);
uint64_t field_octal(const struct field *field);
uint64_t field_hexadecimal(const struct field *field);
