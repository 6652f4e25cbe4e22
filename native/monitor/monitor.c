// SPDX-License-Identifier: Apache-2.0
#include "monitor/monitor.h"

#include "common/io.h"
#include "common/title.h"
#include "launch/init.h"
#include "monitor/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REPORT = 3, FIRST = 4 };

// Moves the two descriptors the monitor keeps to known places and closes everything else it inherited.
static int keep(int report, int first) {
    int moved_report = fcntl(report, F_DUPFD_CLOEXEC, 10);
    int moved_first = first >= 0 ? fcntl(first, F_DUPFD_CLOEXEC, 10) : -1;
    dup3(moved_report, REPORT, O_CLOEXEC);
    if (moved_first >= 0)
        dup3(moved_first, FIRST, O_CLOEXEC);
    init_image_forget();
    close_range(moved_first >= 0 ? FIRST + 1 : REPORT + 1, ~0U, 0);
    return moved_first >= 0 ? FIRST : -1;
}

// The program's text and constants were mapped generously by whatever ran before; what the loop needs comes back from the page
// cache. Segments that can be written are left alone: their pages are nowhere else.
static int forget_segments(struct dl_phdr_info *program, size_t size, void *unused) {
    (void)size;
    (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
    for (int i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &program->dlpi_phdr[i];
        uintptr_t begin = (program->dlpi_addr + segment->p_vaddr + page) & ~page;
        uintptr_t end = (program->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~page;
        if (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W) && begin < end)
            madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
    return 1;  // the first is the program itself
}

// Who am I: a process of my own session, orphaned at once, with the user's rights. What I hold when the container runs: its pipes
// or terminal, its log, its attach socket, its state directory, and nothing of the client that started me.
static _Noreturn void monitor_run(struct plan *plan, char *bytes, int report_fd, int first, bool with_first) {
    struct container container;
    struct monitor_report report = {0};
    sigset_t none;
    static const int ignored[] = {SIGPIPE, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGTSTP};

    first = keep(report_fd, first);
    // A session's or a system's end is for the containers, which get it themselves, and not for who writes down how they ended.
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);

    report.started = container_start(plan, &container, &report.failure);
    if (report.started) {
        report.pid = container.pid;
        report.start_time = container.start_time;
    }
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3; fd++)
        dup2(nothing, fd);
    close(nothing);
    io_write_all(REPORT, &report, sizeof report);
    close(REPORT);
    if (!report.started)
        _exit(125);

    plan_free(plan);
    free(bytes);
    (void)!chdir("/");
    title_set("atoll-monitor");
    malloc_trim(0);
    dl_iterate_phdr(forget_segments, NULL);
    supervise(&(struct supervision){.container = &container, .signals = -1, .first = first, .with_first = with_first});
    _exit(0);
}

void monitor_launch(struct plan *plan, char *bytes, int first, bool with_first, struct monitor_report *report) {
    int ends[2];
    *report = (struct monitor_report){.failure = {.operation = "monitor"}};
    if (pipe2(ends, O_CLOEXEC)) {
        report->failure.error = errno;
        return;
    }
    // Twice: the second is no session leader and has no parent that would have to wait for it.
    pid_t between = fork();
    if (between == 0) {
        setsid();
        pid_t monitor = fork();
        if (monitor == 0)
            monitor_run(plan, bytes, ends[1], first, with_first);
        if (monitor < 0) {
            report->failure.error = errno;
            io_write_all(ends[1], report, sizeof *report);
        }
        _exit(0);
    }
    if (between < 0)
        report->failure.error = errno;
    close(ends[1]);
    struct monitor_report said;
    size_t used = 0;
    ssize_t n;
    while (used < sizeof said && (n = io_read(ends[0], (char *)&said + used, sizeof said - used)) > 0)
        used += (size_t)n;
    close(ends[0]);
    if (between > 0)
        while (waitpid(between, NULL, 0) < 0 && errno == EINTR)
            ;
    if (used == sizeof said)
        *report = said;
    else if (!report->failure.error) {
        report->failure.error = ECHILD;
        snprintf(report->failure.detail, sizeof report->failure.detail, "the monitor ended before the container began");
    }
}
