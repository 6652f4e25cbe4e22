package io.atoll.store.internal.layer;

import io.atoll.api.layer.UnpackReport.Omission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What writing one layer found out. Bounded, whatever the archive holds. */
public final class Findings {
    static final int MOST_OMISSIONS = 1000;
    /** Of paths, in bytes. */
    static final int MOST_PARENTS = 1 << 20;

    private static final int MOST_MODES = 4 << 20;

    /** What a map needs besides the path. */
    private static final int ENTRY = 64;

    private final List<Omission> omissions = new ArrayList<>();
    private long omitted;
    private boolean denied;
    private final Set<String> parents = new LinkedHashSet<>();
    private long parentBytes;
    private boolean parentsOverflowed;
    private long modeBytes;
    private final Map<String, Integer> modes = new HashMap<>();
    private boolean rootListed;
    private boolean deletions;
    private long entries;
    private long bytes;

    /** Something was left out. */
    public void omit(String path, String what) {
        omitted++;
        if (omissions.size() < MOST_OMISSIONS) {
            omissions.add(new Omission(EntryPath.text(path), what));
        }
    }

    /** Something was left out that another user could have done. */
    public void deny(String path, String what) {
        denied = true;
        omit(path, what);
    }

    public List<Omission> omissions() {
        return omissions;
    }

    public long omitted() {
        return omitted;
    }

    boolean isDenied() {
        return denied;
    }

    void rootListed() {
        rootListed = true;
    }

    /** Whether the archive says what the root is like. */
    boolean isRootListed() {
        return rootListed;
    }

    /** A directory was made that the archive has not listed so far. */
    void implied(String path) {
        if (parentBytes + path.length() > MOST_PARENTS) {
            parentsOverflowed = true;
        } else if (parents.add(path)) {
            parentBytes += path.length();
        }
    }

    void listed(String path) {
        if (parents.remove(path)) {
            parentBytes -= path.length();
        }
    }

    /** The directories the archive has entries in and does not list. */
    Set<String> parents() {
        return parents;
    }

    /** Whether there were too many of them to remember. */
    boolean parentsOverflowed() {
        return parentsOverflowed;
    }

    /**
     * A directory's permissions that would keep its owner, who is not privileged, from filling it: to be set when all is done.
     *
     * @return whether they can be remembered
     */
    boolean postpone(String path, int mode) {
        if (modes.containsKey(path) || modeBytes + path.length() + ENTRY <= MOST_MODES) {
            modeBytes += modes.put(path, mode) == null ? path.length() + ENTRY : 0;
            return true;
        }
        return false;
    }

    void settle(String path) {
        if (modes.remove(path) != null) {
            modeBytes -= path.length() + ENTRY;
        }
    }

    public Map<String, Integer> postponed() {
        return modes;
    }

    /** Something is a mark for the overlay: a deleted name or an opaque directory. */
    void deletion() {
        deletions = true;
    }

    boolean hasDeletions() {
        return deletions;
    }

    public void count(long size) {
        entries++;
        bytes += size;
    }

    public long entries() {
        return entries;
    }

    public long bytes() {
        return bytes;
    }

    /** Adds what another layer's writing left out and counted, but nothing that is about that layer's tree. */
    void add(Findings other) {
        for (Omission omission : other.omissions) {
            if (omissions.size() < MOST_OMISSIONS) {
                omissions.add(omission);
            }
        }
        omitted += other.omitted;
        denied |= other.denied;
        entries += other.entries;
        bytes += other.bytes;
    }
}
