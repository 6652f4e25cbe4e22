package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of Linux as extracting a layer needs, in memory, and stricter: what a careful program does not ask the kernel for is an error here.
 * Names are single components, but for {@code openat2}, which must be told to stay beneath; nothing follows a symbolic link by accident; descriptors are open
 * when they are used and closed in the end; no more is written than the limits say.
 */
final class MemoryFileSystem implements Syscalls {
    static final Path TREE = Path.of("/tree");
    static final Path TRASH = Path.of("/trash");
    private static final int MAX_OPEN = 40;
    private static final int ERANGE = 34;
    private static final int E2BIG = 7;

    private final MemoryFile tree = directory();
    private final MemoryFile trash = directory();
    private final Map<Integer, MemoryFile> open = new HashMap<>();
    private final Map<Integer, Long> positions = new HashMap<>();
    private final long limit;
    private int next = 3;
    private long written;

    /** @param limit the most bytes that may be written */
    MemoryFileSystem(long limit) {
        this.limit = limit;
    }

    /** What was extracted. */
    String tree() {
        StringBuilder out = new StringBuilder();
        tree.describe("", out);
        return out.toString();
    }

    void checkClosed() {
        require(open.isEmpty(), "descriptors are left open: " + open.keySet());
    }

    private static MemoryFile directory() {
        return new MemoryFile(S_IFDIR, 0755, 0, "");
    }

    private static KernelException error(String call, String name, int errno) {
        return new KernelException(call, name, errno, "error " + errno);
    }

    private int opened(MemoryFile file) {
        open.put(next, file);
        require(open.size() <= MAX_OPEN, "too many descriptors are open");
        return next++;
    }

    private MemoryFile of(int fd) {
        MemoryFile file = open.get(fd);
        if (file == null) {
            throw new AssertionError("descriptor " + fd + " is not open");
        }
        return file;
    }

    private MemoryFile directoryOf(int fd) {
        MemoryFile file = of(fd);
        require(file.isDirectory(), "descriptor " + fd + " is no directory's");
        return file;
    }

    /** One component, never one that leads elsewhere. */
    private static String component(String call, byte[] name) {
        String text = MemoryFile.text(name);
        require(
                text.indexOf('/') < 0 && text.indexOf('\0') < 0 && !text.equals(".") && !text.equals(".."),
                call + " of '" + text + "'");
        require(!text.isEmpty(), call + " of nothing");
        if (text.length() > 255) {
            throw error(call, text, KernelException.ENAMETOOLONG);
        }
        return text;
    }

    private MemoryFile named(String call, int directory, byte[] name) {
        if (name.length == 0) {
            return of(directory);
        }
        MemoryFile file = directoryOf(directory).children.get(component(call, name));
        if (file == null) {
            throw error(call, MemoryFile.text(name), KernelException.ENOENT);
        }
        return file;
    }

    private void add(String call, int directory, byte[] name, MemoryFile file) {
        String component = component(call, name);
        if (directoryOf(directory).children.putIfAbsent(component, file) != null) {
            throw error(call, component, KernelException.EEXIST);
        }
        file.links++;
        file.parent = file.isDirectory() ? of(directory) : null;
    }

    @Override
    public int open(Path path, int flags, int mode) {
        require(path.equals(TREE) || path.equals(TRASH), "a path of the host is opened: " + path);
        return opened(path.equals(TREE) ? tree : trash);
    }

    @Override
    public int openat(int directory, byte[] name, int flags, int mode) {
        require((flags & O_NOFOLLOW) != 0, "opened without O_NOFOLLOW");
        if ((flags & O_CREAT) != 0) {
            require((flags & O_EXCL) != 0, "created without O_EXCL");
            MemoryFile file = new MemoryFile(S_IFREG, mode, 0, "");
            add("openat", directory, name, file);
            return opened(file);
        }
        require(name.length > 0, "openat of nothing");
        return openedAs(named("openat", directory, name), name, flags);
    }

    private int openedAs(MemoryFile file, byte[] name, int flags) {
        if (file.isLink()) {
            throw error("openat", MemoryFile.text(name), KernelException.ELOOP);
        }
        if ((flags & O_DIRECTORY) != 0 && !file.isDirectory()) {
            throw error("openat", MemoryFile.text(name), KernelException.ENOTDIR);
        }
        require(file.isDirectory(), "an existing file is opened");
        return opened(file);
    }

    @Override
    public int openat2(int directory, byte[] path, int flags, int mode, int resolve) {
        require((resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT)) != 0, "openat2 may lead outside");
        require((flags & (O_CREAT | O_TRUNC)) == 0, "openat2 creates");
        String text = MemoryFile.text(path);
        require(text.indexOf('\0') < 0 && !text.isEmpty(), "openat2 of '" + text + "'");
        if (text.length() > 4095) {
            throw error("openat2", text, KernelException.ENAMETOOLONG);
        }
        MemoryFile root = directoryOf(directory);
        require(root == tree, "openat2 from another directory than the tree");
        return openedAs(walk(root, text, resolve), path, flags);
    }

    /** Components one by one; what a link points to is put before what is left. */
    private static MemoryFile walk(MemoryFile root, String path, int resolve) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
        MemoryFile at = root;
        int links = 0;
        require(!path.startsWith("/") && !left.contains(".."), "openat2 of '" + path + "'");
        while (!left.isEmpty()) {
            String name = left.pop();
            if (!at.isDirectory()) {
                throw error("openat2", path, KernelException.ENOTDIR);
            }
            if (name.length() > 255) {
                throw error("openat2", path, KernelException.ENAMETOOLONG);
            }
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = at == root || at.parent == null ? root : at.parent;
                continue;
            }
            MemoryFile child = at.children.get(name);
            if (child == null) {
                throw error("openat2", path, KernelException.ENOENT);
            }
            if (!child.isLink()) {
                at = child;
                continue;
            }
            links++;
            if ((resolve & RESOLVE_NO_SYMLINKS) != 0 || links > 40) {
                throw error("openat2", path, KernelException.ELOOP);
            }
            List<String> target = Arrays.asList(child.target.split("/", -1));
            for (int i = target.size() - 1; i >= 0; i--) {
                left.push(target.get(i));
            }
            if (child.target.startsWith("/")) {
                at = root;
            }
        }
        return at;
    }

    @Override
    public void close(int fd) {
        of(fd);
        open.remove(fd);
        positions.remove(fd);
    }

    @Override
    public void write(int fd, byte[] buffer, int offset, int length) {
        MemoryFile file = of(fd);
        require(file.type == S_IFREG, "written to what is no file");
        require(offset >= 0 && length >= 0 && offset + length <= buffer.length, "written from outside the buffer");
        written += length;
        require(written <= limit, "more is written than the limit");
        long position = positions.merge(fd, (long) length, Math::addExact);
        file.size = Math.max(file.size, position);
        require(file.size <= limit, "a file is larger than the limit");
    }

    @Override
    public void ftruncate(int fd, long length) {
        require(length >= 0 && length <= limit, "a file is made larger than the limit: " + length);
        of(fd).size = length;
    }

    @Override
    public void seek(int fd, long offset) {
        require(offset >= 0 && offset <= of(fd).size, "a position beyond the end: " + offset);
        positions.put(fd, offset);
    }

    @Override
    public void syncfs(int fd) {
        of(fd);
    }

    @Override
    public void mkdirat(int directory, byte[] name, int mode) {
        add("mkdirat", directory, name, new MemoryFile(S_IFDIR, mode, 0, ""));
    }

    @Override
    public void mknodat(int directory, byte[] name, int mode, long device) {
        if (device != (device & 0xffffffffL)) {
            throw error("mknodat", MemoryFile.text(name), KernelException.EINVAL);
        }
        add("mknodat", directory, name, new MemoryFile(mode & S_IFMT, mode & ~S_IFMT, device, ""));
    }

    @Override
    public void symlinkat(byte[] target, int directory, byte[] name) {
        String text = MemoryFile.text(target);
        require(text.indexOf('\0') < 0, "a link to '" + text + "'");
        if (text.isEmpty() || text.length() > 4095) {
            throw error("symlinkat", text, text.isEmpty() ? KernelException.ENOENT : KernelException.ENAMETOOLONG);
        }
        add("symlinkat", directory, name, new MemoryFile(S_IFLNK, 0777, 0, text));
    }

    @Override
    public void linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        require(from.length > 0, "linkat of nothing");
        MemoryFile file = named("linkat", fromDirectory, from);
        if (file.isDirectory()) {
            throw error("linkat", MemoryFile.text(from), KernelException.EPERM);
        }
        add("linkat", toDirectory, to, file);
    }

    @Override
    public void renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
        MemoryFile file = named("renameat", fromDirectory, from);
        require(from.length > 0 && of(toDirectory) == trash, "renamed to somewhere else than the trash");
        directoryOf(fromDirectory).children.remove(component("renameat", from));
        file.links--;
        add("renameat", toDirectory, to, file);
    }

    @Override
    public void fchown(int fd, int uid, int gid) {
        chown(of(fd), uid, gid);
    }

    @Override
    public void lchownat(int directory, byte[] name, int uid, int gid) {
        chown(named("lchownat", directory, name), uid, gid);
    }

    /** Takes set-user-id away as the kernel does, so the order of calls matters. */
    private static void chown(MemoryFile file, int uid, int gid) {
        file.uid = uid;
        file.gid = gid;
        if (file.type == S_IFREG) {
            file.mode &= 01777;
        }
    }

    @Override
    public void fchmod(int fd, int mode) {
        require((mode & ~07777) == 0, "a mode with a type");
        of(fd).mode = mode;
    }

    @Override
    public void fchmodat(int directory, byte[] name, int mode) {
        MemoryFile file = named("fchmodat", directory, name);
        require(!file.isLink(), "fchmodat follows a symbolic link");
        require((mode & ~07777) == 0, "a mode with a type");
        file.mode = mode;
    }

    @Override
    public void utimensat(int directory, byte[] name, long seconds, int nanoseconds) {
        require(nanoseconds >= 0 && nanoseconds < 1_000_000_000, "nanoseconds out of range: " + nanoseconds);
        MemoryFile file = named("utimensat", directory, name);
        file.seconds = seconds;
        file.nanoseconds = nanoseconds;
    }

    @Override
    public FileStatus statat(int directory, byte[] name) {
        return named("statat", directory, name).status();
    }

    @Override
    public void fsetxattr(int fd, byte[] name, byte[] value) {
        setxattr(of(fd), name, value);
    }

    @Override
    public void clone(int to, int from) {
        throw unexpected("clone");
    }

    @Override
    public void fremovexattr(int fd, byte[] name) {
        if (of(fd).xattrs.remove(MemoryFile.text(name)) == null) {
            throw error("fremovexattr", MemoryFile.text(name), KernelException.ENODATA);
        }
    }

    @Override
    public void setxattrat(int directory, byte[] name, byte[] attribute, byte[] value) {
        setxattr(named("setxattrat", directory, name), attribute, value);
    }

    private static void setxattr(MemoryFile file, byte[] attribute, byte[] value) {
        String name = MemoryFile.text(attribute);
        require(name.indexOf('\0') < 0, "an attribute's name with a NUL byte");
        require(
                !name.startsWith("user.overlay.")
                        && (!name.startsWith("trusted.overlay.") || name.equals("trusted.overlay.opaque")),
                "an archive speaks to the overlay: " + name);
        if (name.isEmpty() || name.length() > 255) {
            throw error("setxattr", name, ERANGE);
        }
        if (value.length > 65536) {
            throw error("setxattr", name, E2BIG);
        }
        if (!name.matches("(?s)(user|trusted|security|system)\\..+")) {
            throw error("setxattr", name, KernelException.EOPNOTSUPP);
        }
        file.xattrs.put(name, Arrays.hashCode(value));
    }

    private static AssertionError unexpected(String call) {
        return new AssertionError("extracting a layer does not need " + call);
    }

    @Override
    public int read(int fd, byte[] buffer, int offset, int length) {
        throw unexpected("read");
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        throw unexpected("lseek");
    }

    @Override
    public void fsync(int fd) {
        throw unexpected("fsync");
    }

    @Override
    public void flock(int fd, int operation) {
        throw unexpected("flock");
    }

    @Override
    public void unlinkat(int directory, byte[] name, int flags) {
        MemoryFile file = named("unlinkat", directory, name);
        require(name.length > 0 && flags == 0 && !file.isDirectory(), "a directory is removed");
        directoryOf(directory).children.remove(component("unlinkat", name));
        file.links--;
    }

    @Override
    public byte[] readlinkat(int directory, byte[] name) {
        String text = MemoryFile.text(name);
        require(directory == AT_FDCWD && text.startsWith("/proc/self/fd/"), "a link of the archive is read");
        return of(Integer.parseInt(text.substring("/proc/self/fd/".length())))
                .path()
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public List<byte[]> list(int directory) {
        List<byte[]> names = new ArrayList<>();
        directoryOf(directory).children.keySet().forEach(name -> names.add(name.getBytes(StandardCharsets.ISO_8859_1)));
        return names;
    }

    @Override
    public List<byte[]> flistxattr(int fd) {
        return of(fd).xattrs.keySet().stream()
                .map(name -> name.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    @Override
    public byte[] fgetxattr(int fd, byte[] name) {
        throw unexpected("fgetxattr");
    }

    @Override
    public List<byte[]> llistxattr(Path path) {
        throw unexpected("llistxattr");
    }

    @Override
    public byte[] lgetxattr(Path path, byte[] name) {
        throw unexpected("lgetxattr");
    }

    @Override
    public void lsetxattr(Path path, byte[] name, byte[] value) {
        throw unexpected("lsetxattr");
    }

    @Override
    public List<byte[]> listxattrat(int directory, byte[] name) {
        throw unexpected("listxattrat");
    }

    @Override
    public byte[] getxattrat(int directory, byte[] name, byte[] attribute) {
        Integer hash = named("getxattrat", directory, name).xattrs.get(MemoryFile.text(attribute));
        if (hash == null) {
            throw error("getxattrat", MemoryFile.text(attribute), KernelException.ENODATA);
        }
        return hash.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void kill(long pid, int signal) {
        throw unexpected("kill");
    }

    @Override
    public int loadDeviceProgram(byte[] instructions) {
        throw unexpected("loadDeviceProgram");
    }

    @Override
    public void attachDeviceProgram(int group, int program) {
        throw unexpected("attachDeviceProgram");
    }

    @Override
    public int euid() {
        return 0;
    }
}
