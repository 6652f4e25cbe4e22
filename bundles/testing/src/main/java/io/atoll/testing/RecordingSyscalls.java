package io.atoll.testing;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Records the calls made and passes them on, to the real ones or to {@link StubSyscalls}; and makes those fail that a test wants
 * to see failing. A recorded call is its name and arguments: {@code mkdirat(3, etc, 755)}, modes in octal, names as text.
 */
public final class RecordingSyscalls implements Syscalls {
    private final Syscalls next;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    /** Without a kernel. */
    public RecordingSyscalls() {
        this(new StubSyscalls());
    }

    /** @param next gets every call that is not to fail */
    public RecordingSyscalls(Syscalls next) {
        this.next = next;
    }

    /** The calls so far. */
    public List<String> calls() {
        return Collections.unmodifiableList(calls);
    }

    /** Makes the nth call of this name from now on (1 is the next) fail, and only that. */
    public void fail(String name, int nth, int errno) {
        failures.put(name, new Failure(new AtomicInteger(nth), errno));
    }

    private <T> T call(String name, String arguments, Supplier<T> call) {
        calls.add(name + "(" + arguments + ")");
        Failure failure = failures.get(name);
        if (failure != null && failure.left.decrementAndGet() == 0) {
            throw new KernelException(name, arguments, failure.errno, "injected error " + failure.errno);
        }
        return call.get();
    }

    private void run(String name, String arguments, Runnable call) {
        var unused = call(name, arguments, () -> {
            call.run();
            return name;
        });
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }

    private record Failure(AtomicInteger left, int errno) {}

    @Override
    public int open(Path path, int flags, int mode) {
        return call(
                "open", path + ", " + flags + ", " + Integer.toOctalString(mode), () -> next.open(path, flags, mode));
    }

    @Override
    public int openat(int directory, byte[] name, int flags, int mode) {
        return call(
                "openat",
                directory + ", " + text(name) + ", " + flags + ", " + Integer.toOctalString(mode),
                () -> next.openat(directory, name, flags, mode));
    }

    @Override
    public int openat2(int directory, byte[] path, int flags, int mode, int resolve) {
        return call(
                "openat2",
                directory + ", " + text(path) + ", " + flags + ", " + Integer.toOctalString(mode) + ", " + resolve,
                () -> next.openat2(directory, path, flags, mode, resolve));
    }

    @Override
    public void close(int fd) {
        run("close", String.valueOf(fd), () -> next.close(fd));
    }

    @Override
    public int read(int fd, byte[] buffer, int offset, int length) {
        return call("read", fd + ", " + offset + ", " + length, () -> next.read(fd, buffer, offset, length));
    }

    @Override
    public void write(int fd, byte[] buffer, int offset, int length) {
        run("write", fd + ", " + offset + ", " + length, () -> next.write(fd, buffer, offset, length));
    }

    @Override
    public void ftruncate(int fd, long length) {
        run("ftruncate", fd + ", " + length, () -> next.ftruncate(fd, length));
    }

    @Override
    public void seek(int fd, long offset) {
        run("seek", fd + ", " + offset, () -> next.seek(fd, offset));
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        return call("lseek", fd + ", " + offset + ", " + whence, () -> next.lseek(fd, offset, whence));
    }

    @Override
    public void clone(int to, int from) {
        run("clone", to + ", " + from, () -> next.clone(to, from));
    }

    @Override
    public void fsync(int fd) {
        run("fsync", String.valueOf(fd), () -> next.fsync(fd));
    }

    @Override
    public void syncfs(int fd) {
        run("syncfs", String.valueOf(fd), () -> next.syncfs(fd));
    }

    @Override
    public void flock(int fd, int operation) {
        run("flock", fd + ", " + operation, () -> next.flock(fd, operation));
    }

    @Override
    public void mkdirat(int directory, byte[] name, int mode) {
        run(
                "mkdirat",
                directory + ", " + text(name) + ", " + Integer.toOctalString(mode),
                () -> next.mkdirat(directory, name, mode));
    }

    @Override
    public void mknodat(int directory, byte[] name, int mode, long device) {
        run(
                "mknodat",
                directory + ", " + text(name) + ", " + Integer.toOctalString(mode) + ", " + device,
                () -> next.mknodat(directory, name, mode, device));
    }

    @Override
    public void symlinkat(byte[] target, int directory, byte[] name) {
        run(
                "symlinkat",
                text(target) + ", " + directory + ", " + text(name),
                () -> next.symlinkat(target, directory, name));
    }

    @Override
    public void linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        run(
                "linkat",
                fromDirectory + ", " + text(from) + ", " + toDirectory + ", " + text(to),
                () -> next.linkat(fromDirectory, from, toDirectory, to));
    }

    @Override
    public void unlinkat(int directory, byte[] name, int flags) {
        run("unlinkat", directory + ", " + text(name) + ", " + flags, () -> next.unlinkat(directory, name, flags));
    }

    @Override
    public void renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        run(
                "renameat",
                fromDirectory + ", " + text(from) + ", " + toDirectory + ", " + text(to),
                () -> next.renameat(fromDirectory, from, toDirectory, to));
    }

    @Override
    public byte[] readlinkat(int directory, byte[] name) {
        return call("readlinkat", directory + ", " + text(name), () -> next.readlinkat(directory, name));
    }

    @Override
    public void fchown(int fd, int uid, int gid) {
        run("fchown", fd + ", " + uid + ", " + gid, () -> next.fchown(fd, uid, gid));
    }

    @Override
    public void lchownat(int directory, byte[] name, int uid, int gid) {
        run(
                "lchownat",
                directory + ", " + text(name) + ", " + uid + ", " + gid,
                () -> next.lchownat(directory, name, uid, gid));
    }

    @Override
    public void fchmod(int fd, int mode) {
        run("fchmod", fd + ", " + Integer.toOctalString(mode), () -> next.fchmod(fd, mode));
    }

    @Override
    public void fchmodat(int directory, byte[] name, int mode) {
        run(
                "fchmodat",
                directory + ", " + text(name) + ", " + Integer.toOctalString(mode),
                () -> next.fchmodat(directory, name, mode));
    }

    @Override
    public void utimensat(int directory, byte[] name, long seconds, int nanoseconds) {
        run(
                "utimensat",
                directory + ", " + text(name) + ", " + seconds + ", " + nanoseconds,
                () -> next.utimensat(directory, name, seconds, nanoseconds));
    }

    @Override
    public FileStatus statat(int directory, byte[] name) {
        return call("statat", directory + ", " + text(name), () -> next.statat(directory, name));
    }

    @Override
    public List<byte[]> list(int directory) {
        return call("list", String.valueOf(directory), () -> next.list(directory));
    }

    @Override
    public List<byte[]> flistxattr(int fd) {
        return call("flistxattr", String.valueOf(fd), () -> next.flistxattr(fd));
    }

    @Override
    public byte[] fgetxattr(int fd, byte[] name) {
        return call("fgetxattr", fd + ", " + text(name), () -> next.fgetxattr(fd, name));
    }

    @Override
    public void fsetxattr(int fd, byte[] name, byte[] value) {
        run("fsetxattr", fd + ", " + text(name), () -> next.fsetxattr(fd, name, value));
    }

    @Override
    public void fremovexattr(int fd, byte[] name) {
        run("fremovexattr", fd + ", " + text(name), () -> next.fremovexattr(fd, name));
    }

    @Override
    public List<byte[]> llistxattr(Path path) {
        return call("llistxattr", String.valueOf(path), () -> next.llistxattr(path));
    }

    @Override
    public byte[] lgetxattr(Path path, byte[] name) {
        return call("lgetxattr", path + ", " + text(name), () -> next.lgetxattr(path, name));
    }

    @Override
    public void lsetxattr(Path path, byte[] name, byte[] value) {
        run("lsetxattr", path + ", " + text(name), () -> next.lsetxattr(path, name, value));
    }

    @Override
    public List<byte[]> listxattrat(int directory, byte[] name) {
        return call("listxattrat", directory + ", " + text(name), () -> next.listxattrat(directory, name));
    }

    @Override
    public byte[] getxattrat(int directory, byte[] name, byte[] attribute) {
        return call(
                "getxattrat",
                directory + ", " + text(name) + ", " + text(attribute),
                () -> next.getxattrat(directory, name, attribute));
    }

    @Override
    public void setxattrat(int directory, byte[] name, byte[] attribute, byte[] value) {
        run(
                "setxattrat",
                directory + ", " + text(name) + ", " + text(attribute),
                () -> next.setxattrat(directory, name, attribute, value));
    }

    @Override
    public void kill(long pid, int signal) {
        run("kill", pid + ", " + signal, () -> next.kill(pid, signal));
    }

    @Override
    public int loadDeviceProgram(byte[] instructions) {
        return call("loadDeviceProgram", instructions.length + " bytes", () -> next.loadDeviceProgram(instructions));
    }

    @Override
    public void attachDeviceProgram(int group, int program) {
        run("attachDeviceProgram", group + ", " + program, () -> next.attachDeviceProgram(group, program));
    }

    @Override
    public int euid() {
        return call("euid", "", () -> next.euid());
    }
}
