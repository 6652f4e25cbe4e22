// SPDX-License-Identifier: Apache-2.0
#include "launch/plan.h"

#include <stdlib.h>
#include <string.h>

static bool refuse(struct plan_error *error, uint32_t index, const char *reason) {
    *error = (struct plan_error){.index = index, .operation = "plan", .reason = reason};
    return false;
}

// Walks over the records without trusting a single number in them, counting.
static bool measure(const char *bytes, size_t length, uint32_t *records, uint32_t *fields, struct plan_error *error) {
    size_t at = sizeof PLAN_MAGIC - 1;
    while (at < length) {
        if (length - at < 2)
            return refuse(error, *records, "the plan ends inside a record");
        unsigned count = get_u16(bytes + at);
        at += 2;
        if (!count)
            return refuse(error, *records, "a record without fields");
        for (unsigned i = 0; i < count; i++) {
            if (length - at < 4)
                return refuse(error, *records, "the plan ends inside a record");
            uint32_t size = get_u32(bytes + at);
            at += 4;
            if (size > length - at)
                return refuse(error, *records, "a field is longer than the plan");
            at += size;
        }
        *fields += count;
        ++*records;
    }
    return true;
}

bool plan_decode(struct plan *plan, char *bytes, size_t length, struct plan_error *error) {
    *plan = (struct plan){0};
    uint32_t records = 0, fields = 0;
    if (length > PLAN_MAX)
        return refuse(error, 0, "the plan is larger than 4 MiB");
    if (length < sizeof PLAN_MAGIC - 1 || memcmp(bytes, PLAN_MAGIC, sizeof PLAN_MAGIC - 1) != 0)
        return refuse(error, 0, "this is not a launch plan of version 1");
    if (!measure(bytes, length, &records, &fields, error))
        return false;
    plan->records = calloc(records + 1, sizeof *plan->records);
    plan->fields = calloc(fields + 1, sizeof *plan->fields);
    if (!plan->records || !plan->fields) {
        plan_free(plan);
        return refuse(error, 0, "out of memory");
    }
    size_t at = sizeof PLAN_MAGIC - 1;
    struct field *field = plan->fields;
    for (plan->count = 0; plan->count < records; plan->count++) {
        unsigned count = get_u16(bytes + at);
        at += 2;
        plan->records[plan->count] = (struct record){.fields = field, .count = count - 1};
        for (; count; count--, field++) {
            uint32_t size = get_u32(bytes + at);
            *field = (struct field){.text = bytes + at + 4, .length = size};
            at += 4 + (size_t)size;
        }
    }
    // Every length has been read: its place can hold the zero that ends the field before it.
    for (uint32_t i = 0; i < fields; i++)
        plan->fields[i].text[plan->fields[i].length] = 0;
    return true;
}

bool plan_encode(const struct plan *plan, struct bytes *out) {
    bool ok = bytes_append(out, PLAN_MAGIC, sizeof PLAN_MAGIC - 1);
    for (uint32_t i = 0; ok && i < plan->count; i++) {
        const struct record *record = &plan->records[i];
        uint32_t count = record->count + 1;
        uint8_t number[2] = {(uint8_t)(count >> 8), (uint8_t)count};
        ok = bytes_append(out, number, sizeof number);
        for (uint32_t field = 0; ok && field < count; field++)
            ok = bytes_append_field(out, record->fields[field].text, record->fields[field].length);
    }
    return ok;
}

void plan_free(struct plan *plan) {
    free(plan->records);
    free(plan->fields);
    *plan = (struct plan){0};
}

uint32_t plan_index(const struct plan *plan, const struct record *record) {
    return (uint32_t)(record - plan->records);
}
