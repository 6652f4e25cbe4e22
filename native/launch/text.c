// SPDX-License-Identifier: Apache-2.0
// A plan as people read it and as the goldens keep it.
#include "launch/plan.h"

#include <string.h>

static bool plain(const struct field *field) {
    if (!field->length)
        return false;
    for (uint32_t i = 0; i < field->length; i++) {
        char c = field->text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              (c && strchr("_./:,=+@%-", c))))
            return false;
    }
    return true;
}

static bool quoted(struct bytes *out, const struct field *field) {
    static const char digits[] = "0123456789abcdef";
    if (!bytes_append(out, "\"", 1))
        return false;
    for (uint32_t i = 0; i < field->length; i++) {
        unsigned char c = (unsigned char)field->text[i];
        char escape[4] = {'\\', (char)c};
        size_t length = 2;
        if (c == '\n') {
            escape[1] = 'n';
        } else if (c < 0x20 || c > 0x7e) {
            escape[1] = 'x';
            escape[2] = digits[c >> 4];
            escape[3] = digits[c & 15];
            length = 4;
        } else if (c != '"' && c != '\\') {
            escape[0] = (char)c;
            length = 1;
        }
        if (!bytes_append(out, escape, length))
            return false;
    }
    return bytes_append(out, "\"", 1);
}

bool plan_text(const struct plan *plan, struct bytes *out) {
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct record *record = &plan->records[i];
        for (uint32_t f = 0; f <= record->count; f++) {
            const struct field *field = &record->fields[f];
            if ((f && !bytes_append(out, " ", 1)) ||
                !(plain(field) ? bytes_append(out, field->text, field->length) : quoted(out, field)))
                return false;
        }
        if (!bytes_append(out, "\n", 1))
            return false;
    }
    return true;
}
