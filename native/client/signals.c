// SPDX-License-Identifier: Apache-2.0
#include "client/signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

static sigset_t caught;

int signals_begin(void) {
    static const int refusable[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM};
    static const int others[] = {SIGWINCH, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT};
    struct sigaction action;
    sigemptyset(&caught);
    for (size_t i = 0; i < sizeof refusable / sizeof *refusable; i++)
        if (sigaction(refusable[i], NULL, &action) || action.sa_handler != SIG_IGN)
            sigaddset(&caught, refusable[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        sigaddset(&caught, others[i]);
    sigprocmask(SIG_BLOCK, &caught, NULL);
    // A closed pipe is an error of write(2) that the writer answers.
    action = (struct sigaction){.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &action, NULL);
    return signalfd(-1, &caught, SFD_CLOEXEC);
}

void signals_catch_stop(int signals, bool on) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    if (on)
        sigaddset(&caught, SIGTSTP);
    else
        sigdelset(&caught, SIGTSTP);
    sigprocmask(on ? SIG_BLOCK : SIG_UNBLOCK, &stop, NULL);
    signalfd(signals, &caught, SFD_CLOEXEC);
}

bool signals_fatal(int number) {
    return number == SIGINT || number == SIGQUIT || number == SIGHUP || number == SIGTERM;
}
