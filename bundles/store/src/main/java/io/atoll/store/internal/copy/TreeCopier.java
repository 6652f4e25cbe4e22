package io.atoll.store.internal.copy;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.layer.FileCopier;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.posix.FileStatus;
import io.atoll.api.posix.KernelException;
import io.atoll.api.posix.Syscalls;
import io.atoll.store.internal.compression.CompressionException;
import io.atoll.store.internal.compression.Decompression;
import io.atoll.store.internal.disk.TempSpace;
import io.atoll.store.internal.layer.Findings;
import io.atoll.store.internal.pack.SubtreePacking;
import io.atoll.store.internal.tar.EntrySink;
import io.atoll.store.internal.tar.TarEntry;
import io.atoll.store.internal.tar.TarException;
import io.atoll.store.internal.tar.TarReader;
import io.atoll.store.internal.tar.TarWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Copies by walking the source and making what it gives, entry by entry: between roots there is no archive in between. */
public class TreeCopier implements FileCopier, AutoCloseable {
    private final Syscalls syscalls;
    private final TempSpace temp;
    private final int host;

    /** @param temp for what does not fit into memory */
    protected TreeCopier(Syscalls syscalls, TempSpace temp) {
        this.syscalls = syscalls;
        this.temp = temp;
        this.host = syscalls.open(Path.of("/"), Located.PLACE, 0);
    }

    private Place rooted(Place place) {
        return place.root() == Place.HOST ? new Place(host, place.path(), place.shown()) : place;
    }

    @Override
    public void close() {
        syscalls.close(host);
        temp.close();
    }

    @Override
    public UnpackReport copy(Place from, Place to, Options options) {
        try (Source source = Source.of(syscalls, rooted(from), options.followLink());
                Target target = Target.of(syscalls, rooted(to), source);
                Scratch scratch = new Scratch(syscalls, temp)) {
            if (source.isDirectory()) {
                requireOutside(source, target);
            }
            Findings findings = new Findings();
            try (TreeSink sink = new TreeSink(syscalls, target, options, findings, scratch)) {
                pack(source, sink, target.name(), true, findings);
            }
            return report(findings);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing of it is a stream
        }
    }

    @Override
    public UnpackReport archive(Place from, boolean followLink, OutputStream archive) throws IOException {
        try (Source source = Source.of(syscalls, rooted(from), followLink)) {
            Findings findings = new Findings();
            pack(source, new TarWriter(archive), source.isContents() ? null : source.name(), false, findings);
            return report(findings);
        }
    }

    private void pack(Source source, EntrySink sink, @Nullable String as, boolean files, Findings findings)
            throws IOException {
        SubtreePacking packing = new SubtreePacking(syscalls, sink, files, findings::omit);
        try {
            packing.run(source.at().parent(), Located.bytes(source.at().name()), as == null ? null : Located.bytes(as));
        } catch (KernelException e) {
            throw new AtollException(
                    ErrorCode.KERNEL,
                    "cannot copy '%s', at '%s': %s".formatted(source.shown(), packing.at(), e.getMessage()),
                    e);
        }
    }

    @Override
    public UnpackReport extract(InputStream archive, Place directory, Options options) {
        Findings findings = new Findings();
        try (Target target = Target.directory(syscalls, rooted(directory));
                Scratch scratch = new Scratch(syscalls, temp);
                TreeSink sink = new TreeSink(syscalls, target, options, findings, scratch)) {
            TarReader reader = new TarReader(Decompression.open(archive));
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                sink.begin(entry);
                reader.copyTo(sink::write);
            }
            sink.finish();
            reader.drain();
            return report(findings);
        } catch (EOFException | ZipException | CompressionException | TarException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot extract to '%s': %s; expected a tar archive, as it is or compressed with gzip, zstd, bzip2 or xz"
                            .formatted(directory.shown(), e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE,
                    "cannot extract to '%s': the archive cannot be read: %s"
                            .formatted(directory.shown(), e.getMessage()),
                    e);
        }
    }

    private static UnpackReport report(Findings findings) {
        return new UnpackReport(findings.entries(), findings.bytes(), findings.omissions(), findings.omitted());
    }

    /** What is copied into itself has no end. */
    private void requireOutside(Source source, Target target) {
        int fd = target.directory();
        try {
            FileStatus at = syscalls.statat(fd, new byte[0]);
            for (FileStatus below = null; below == null || !isSame(at, below); ) {
                if (source.at().status() != null && isSame(at, source.at().status())) {
                    throw new AtollException(
                            ErrorCode.INVALID,
                            "cannot copy '%s' to '%s': a directory cannot be copied into itself"
                                    .formatted(source.shown(), target.shown()));
                }
                int up = syscalls.openat(fd, Located.bytes(".."), Located.PLACE, 0);
                if (fd != target.directory()) {
                    syscalls.close(fd);
                }
                fd = up;
                below = at;
                at = syscalls.statat(fd, new byte[0]);
            }
        } finally {
            if (fd != target.directory()) {
                syscalls.close(fd);
            }
        }
    }

    private static boolean isSame(FileStatus a, FileStatus b) {
        return a.inode() == b.inode() && a.device() == b.device();
    }
}
