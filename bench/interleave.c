// SPDX-License-Identifier: Apache-2.0
// Times commands in turn: A B C A B C …, so that what disturbs the machine disturbs all of them alike.
//
//   interleave ROUNDS FILE
//
// FILE has a line for each variant: NAME <tab> COMMAND (split at spaces, no shell). Each command runs with its output thrown away. Prints for each
// the median, the fastest and the 90th percentile in milliseconds, and the median of its ratios to the first, round by round.
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_VARIANTS = 16, MAX_WORDS = 64, LINE = 4096 };

extern char **environ;

struct variant {
    char line[LINE];
    char *name;
    char *words[MAX_WORDS + 1];
    double *times;
    int failures;
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *values, int n, double q) {
    double *sorted = malloc(sizeof(double) * (size_t)n);
    if (!sorted) abort();
    memcpy(sorted, values, sizeof(double) * (size_t)n);
    qsort(sorted, (size_t)n, sizeof(double), ascending);
    double value = sorted[(int)(q * (double)(n - 1) + 0.5)];
    free(sorted);
    return value;
}

static void run(struct variant *v, int round) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    int status = -1;
    double start = now();
    if (posix_spawnp(&pid, v->words[0], &actions, NULL, v->words, environ) == 0) waitpid(pid, &status, 0);
    v->times[round] = now() - start;
    v->failures += status != 0;
    posix_spawn_file_actions_destroy(&actions);
}

static int read_variants(const char *file, struct variant *variants, int rounds) {
    FILE *in = fopen(file, "r");
    if (!in) return perror(file), -1;
    int n = 0;
    while (n < MAX_VARIANTS && fgets(variants[n].line, LINE, in)) {
        struct variant *v = &variants[n];
        v->line[strcspn(v->line, "\n")] = 0;
        char *tab = strchr(v->line, '\t');
        if (!tab) continue;
        *tab = 0;
        v->name = v->line;
        int words = 0;
        for (char *word = strtok(tab + 1, " "); word && words < MAX_WORDS; word = strtok(NULL, " ")) v->words[words++] = word;
        v->times = calloc((size_t)rounds, sizeof(double));
        if (!v->times || words == 0) return -1;
        n++;
    }
    fclose(in);
    return n;
}

int main(int argc, char **argv) {
    static struct variant variants[MAX_VARIANTS];
    int rounds = argc == 3 ? atoi(argv[1]) : 0;
    if (rounds < 1) return fprintf(stderr, "usage: interleave ROUNDS FILE\n"), 2;
    int n = read_variants(argv[2], variants, rounds);
    if (n < 1) return fprintf(stderr, "no variants in %s\n", argv[2]), 2;
    for (int warm = 0; warm < 3; warm++)
        for (int i = 0; i < n; i++) run(&variants[i], 0);
    for (int i = 0; i < n; i++) variants[i].failures = 0;
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < n; i++) run(&variants[i], round);
    printf("| variant | median ms | best | p90 | ratio to the first |\n|---|---|---|---|---|\n");
    int failed = 0;
    for (int i = 0; i < n; i++) {
        double ratios[rounds];
        for (int round = 0; round < rounds; round++) ratios[round] = variants[i].times[round] / variants[0].times[round];
        printf("| %s | %.2f | %.2f | %.2f | %.2f |%s\n", variants[i].name, quantile(variants[i].times, rounds, 0.5),
               quantile(variants[i].times, rounds, 0), quantile(variants[i].times, rounds, 0.9), quantile(ratios, rounds, 0.5),
               variants[i].failures ? " FAILED" : "");
        failed += variants[i].failures;
    }
    return failed ? 1 : 0;
}
