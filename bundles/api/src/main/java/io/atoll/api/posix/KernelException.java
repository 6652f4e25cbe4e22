package io.atoll.api.posix;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;

/** A system call failed. */
public final class KernelException extends AtollException {
    private static final long serialVersionUID = 1L;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENOTTY = 25;
    public static final int ENOSPC = 28;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOTEMPTY = 39;
    public static final int ELOOP = 40;
    public static final int ENODATA = 61;
    public static final int EOPNOTSUPP = 95;
    public static final int EDQUOT = 122;

    private final String call;
    private final int errno;

    /**
     * @param object what the call was about, a path for example
     * @param text the system's words for errno
     */
    public KernelException(String call, String object, int errno, String text) {
        super(ErrorCode.KERNEL, "%s %s: %s".formatted(call, object, text));
        this.call = call;
        this.errno = errno;
    }

    public String call() {
        return call;
    }

    public int errno() {
        return errno;
    }
}
