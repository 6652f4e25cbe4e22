// SPDX-License-Identifier: Apache-2.0
// A whole plan is checked before anything of it is done: known names, well-formed fields, an order that makes sense, and no
// operation that would reach the host because the namespace it needs is not new.
#include "launch/operation.h"

#include "common/text.h"

#include <string.h>

static uint64_t number(const struct field *field, unsigned base) {
    uint64_t value = 0;
    text_number(field->text, field->length, base, UINT64_MAX, &value);
    return value;
}

uint64_t field_number(const struct field *field) {
    return number(field, 10);
}

int64_t field_signed(const struct field *field) {
    const bool minus = *field->text == '-';
    uint64_t value = 0;
    text_number(field->text + minus, field->length - minus, 10, INT64_MAX, &value);
    return minus ? -(int64_t)value : (int64_t)value;
}

uint64_t field_octal(const struct field *field) {
    return number(field, 8);
}

uint64_t field_hexadecimal(const struct field *field) {
    return number(field, 16);
}

static bool field_fits(const struct field *field, char letter) {
    uint64_t value;
    struct mount_flags flags;
    if (letter != 'b' && memchr(field->text, 0, field->length))
        return false;
    switch (letter) {
    case 'b':
    case 't':
        return true;
    case 'p':
        return field->length > 0;
    case 'n':
        return text_number(field->text, field->length, 10, UINT32_MAX, &value);
    case 'N':
        return text_number(field->text, field->length, 10, UINT64_MAX, &value);
    case 's': {
        const bool minus = *field->text == '-';
        return text_number(field->text + minus, field->length - minus, 10, INT64_MAX, &value);
    }
    case 'o':
        return text_number(field->text, field->length, 8, 07777, &value);
    case 'x':
        return text_number(field->text, field->length, 16, UINT64_MAX, &value);
    case 'l':
        if (field->length > 0 && field->text[0] == '<')
            return text_number(field->text + 1, field->length - 1, 10, UINT64_MAX - 1, &value);
        return !strcmp(field->text, "unlimited") ||
               text_number(field->text, field->length, 10, UINT64_MAX - 1, &value);
    default:
        return mount_flags_parse(field->text, letter == 'F' ? MOUNT_BIND : letter == 'm' ? MOUNT_CHANGE : MOUNT_NEW, &flags);
    }
}

static const char *fields_fit(const struct record *record) {
    const char *letter = record->operation->signature;
    for (uint32_t i = 1; i <= record->count; i++) {
        if (!*letter)
            return "too many fields";
        if (!field_fits(&record->fields[i], *letter))
            return "a field is not what it has to be";
        if (letter[1] != '*')
            letter++;
    }
    return *letter && letter[1] != '*' ? "too few fields" : NULL;
}

// Where the walk over the plan is.
struct position {
    bool child, root, pivoted, entered, console, filtered, ended, behind;
};

static const char *order_fits(struct plan *plan, const struct record *record, struct position *position) {
    const struct operation *operation = record->operation;
    bool makes_root = operation->before_pivot && operation->once && strcmp(operation->name, "pivot") != 0;
    if (operation->phase == PHASE_BEHIND) {
        position->behind = true;
        return position->child && !position->ended ? "it stands before exec" : NULL;
    }
    if (position->ended || position->behind)
        return "exec is not the last operation";
    if (operation->phase == PHASE_CHILD)
        position->child = true;
    else if (position->child)
        return "a setup operation behind a child operation";
    if (plan->join && operation->joining == JOINING_NOT)
        return "it is not for a container that runs";
    if (plan->join && operation->phase == PHASE_CHILD && operation->joining != JOINING_EITHER &&
        (operation->joining == JOINING_INSIDE) != (position->entered || !strcmp(operation->name, "enter")))
        return "it is on the wrong side of enter";
    if (!plan->join && !strcmp(operation->name, "enter"))
        return "there is nothing to enter";
    position->entered |= !strcmp(operation->name, "enter");
    if (operation->namespaces & ~(plan->namespaces | plan->joined | plan->shared))
        return "it would reach the host: its namespace is not the container's";
    plan->touched |= operation->namespaces;
    if (operation->before_pivot && position->pivoted)
        return "it needs the host's paths and stands behind pivot";
    if (makes_root && position->root)
        return "the root is there already";
    if ((operation->namespaces & (1 << 17)) && !makes_root && strcmp(operation->name, "propagation") != 0 &&
        !position->root && !plan->join)
        return "it needs a root and stands before it";
    if (!strcmp(operation->name, "root-propagation") && !position->pivoted)
        return "it stands before pivot";
    if (position->filtered && operation->namespaces)
        return "it stands behind seccomp";
    position->filtered |= !strcmp(operation->name, "seccomp");
    position->root |= makes_root;
    position->pivoted |= !strcmp(operation->name, "pivot");
    position->console |= !strcmp(operation->name, "console");
    position->ended |= !strcmp(operation->name, "exec");
    return NULL;
}

static bool seen_before(const struct plan *plan, uint32_t index) {
    for (uint32_t i = 0; i < index; i++)
        if (plan->records[i].operation == plan->records[index].operation)
            return true;
    return false;
}

bool plan_check(struct plan *plan, struct plan_error *error) {
    struct position position = {0};
    plan->input_wanted = true;  // a terminal without `stdio` takes input
    for (uint32_t i = 0; i < plan->count; i++) {
        struct record *record = &plan->records[i];
        *error = (struct plan_error){.index = i, .operation = record->fields[0].text};
        record->operation = operation_find(record->fields[0].text, record->fields[0].length);
        if (!record->operation) {
            error->reason = "this launcher does not know the operation";
            return false;
        }
        error->operation = record->operation->name;
        error->reason = fields_fit(record);
        if (!error->reason)
            error->reason = order_fits(plan, record, &position);
        if (!error->reason && record->operation->once && seen_before(plan, i))
            error->reason = "it is there twice";
        if (!error->reason && record->operation->check && !record->operation->check(plan, record))
            error->reason = "a field is not one of its values";
        if (error->reason)
            return false;
    }
    *error = (struct plan_error){.index = plan->count, .operation = "plan", .reason = namespaces_fit(plan)};
    if (error->reason)
        return false;
    plan->behind = position.behind && !position.child;
    if (!position.ended && !plan->behind)
        error->reason = "the plan has no exec";
    else if (position.root != position.pivoted)
        error->reason = "the plan has a root and no pivot";
    else if (plan->terminal != position.console)
        error->reason = "terminal and console come together";
    else if (!plan->notifies != !plan->seccomp_notify)
        error->reason = "seccomp-notify and seccomp's flag notify come together";
    else if (plan->mode == MODE_ATTACHED && !plan->terminal && !plan->capture)
        error->reason = "mode attached needs a terminal or captured output";
    else if (plan->mode == MODE_ORPHAN && (plan->capture || plan->input == INPUT_PIPE || plan->init))
        error->reason = "in mode orphan nobody is left to serve its pipes or its init";
    else if (plan->mode == MODE_ORPHAN && plan->terminal != !!plan->console_socket)
        error->reason = "in mode orphan a terminal and a console-socket come together";
    else if (plan->preserved && plan->mode != MODE_ORPHAN && (plan->mode != MODE_FOREGROUND || plan->terminal))
        error->reason = "preserve-fds needs mode orphan, or foreground without a terminal: a monitor has none of the caller's";
    else if (plan->sealed && plan->join)
        error->reason = "sealed is for a first process: one that joins always is";
    else if (plan->gate && plan->mode != MODE_ORPHAN)
        error->reason = "a gate needs mode orphan";
    return !error->reason;
}
