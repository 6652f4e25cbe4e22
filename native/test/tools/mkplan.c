// SPDX-License-Identifier: Apache-2.0
// Reads the text of a plan on 0 and writes the plan on 1. Lines that are empty or begin with # do not count. A field @FILE is the
// content of a file.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char fields[1 << 22];
static size_t used;
static unsigned count;

static void put(char c) {
    if (used == sizeof fields)
        exit(2);
    fields[used++] = c;
}

static void set_u32(size_t at, uint32_t n) {
    for (int i = 0; i < 4; i++)
        fields[at + (size_t)i] = (char)(n >> (24 - 8 * i));
}

static int digit(char c) {
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

static void file(const char *name) {
    FILE *in = fopen(name, "rb");
    if (!in) {
        perror(name);
        exit(2);
    }
    for (int c; (c = getc(in)) != EOF;)
        put((char)c);
    fclose(in);
}

int main(void) {
    char *line = NULL;
    size_t size = 0;
    fwrite("ATOLLPLAN1\n", 1, 11, stdout);
    for (ssize_t length; (length = getline(&line, &size, stdin)) >= 0;) {
        if (length && line[length - 1] == '\n')
            line[--length] = 0;
        if (!length || *line == '#')
            continue;
        used = count = 0;
        for (char *at = line; *at;) {
            while (*at == ' ')
                at++;
            if (!*at)
                break;
            size_t start = used;
            used += 4;
            count++;
            if (*at == '"') {
                for (at++; *at && *at != '"'; at++) {
                    if (*at != '\\') {
                        put(*at);
                    } else if (*++at == 'n') {
                        put('\n');
                    } else if (*at == 'x') {
                        put((char)(digit(at[1]) * 16 + digit(at[2])));
                        at += 2;
                    } else {
                        put(*at);
                    }
                }
                if (*at != '"')
                    return 2;
                at++;
            } else if (*at == '@') {
                char *end = strchrnul(at, ' ');
                char kept = *end;
                *end = 0;
                file(at + 1);
                *end = kept;
                at = end;
            } else {
                while (*at && *at != ' ')
                    put(*at++);
            }
            set_u32(start, (uint32_t)(used - start - 4));
        }
        putchar((int)(count >> 8));
        putchar((int)(count & 255));
        fwrite(fields, 1, used, stdout);
    }
    return 0;
}
