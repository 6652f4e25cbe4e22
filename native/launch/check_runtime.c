// SPDX-License-Identifier: Apache-2.0
#include "launch/hook.h"
#include "launch/operation.h"

#include <string.h>

bool check_preserve(struct plan *plan, const struct record *record) {
    uint64_t count = field_number(&record->fields[1]);
    plan->preserved = (uint32_t)count;
    return count <= 4096;
}

bool check_console_socket(struct plan *plan, const struct record *record) {
    plan->console_socket = record;
    return *record->fields[1].text == '/';
}

bool check_sealed(struct plan *plan, const struct record *record) {
    (void)record;
    plan->sealed = true;
    return true;
}

bool check_gate(struct plan *plan, const struct record *record) {
    plan->gate = record;
    return *record->fields[1].text == '/' && plan->sealed;
}

bool check_hook(struct plan *plan, const struct record *record) {
    (void)plan;
    const char *where = record->fields[1].text;
    return (!strcmp(where, "runtime") || !strcmp(where, "container")) && hook_fits(record, 2);
}

bool check_hook_behind(struct plan *plan, const struct record *record) {
    (void)plan;
    return hook_fits(record, 1);
}
