package io.atoll.store.internal.robust;

import org.jspecify.annotations.Nullable;

/** Fails the nth operation; and if it lasts, all that follow, as on a disk that is full. */
final class Failing implements FaultPoint {
    private final int at;
    private final Errno errno;
    private final boolean lasting;
    private int count;
    private String failed = "";
    private boolean healed;

    Failing(int at, Errno errno, boolean lasting) {
        this.at = at;
        this.errno = errno;
        this.lasting = lasting;
    }

    @Override
    public synchronized @Nullable Errno before(String step) {
        count++;
        if (healed || !(count == at || (lasting && count > at && needsSpace(step)))) {
            return null;
        }
        failed = failed.isEmpty() ? step : failed;
        return errno;
    }

    /** On a full disk one can still delete. */
    private static boolean needsSpace(String step) {
        return !step.startsWith("delete") && !step.startsWith("flock") && !step.startsWith("open ");
    }

    /** What failed first; empty if nothing did. */
    synchronized String failed() {
        return failed;
    }

    Errno errno() {
        return errno;
    }

    /** Nothing fails any more. */
    synchronized void heal() {
        healed = true;
    }
}
