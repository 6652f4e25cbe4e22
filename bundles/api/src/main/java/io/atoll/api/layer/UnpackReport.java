package io.atoll.api.layer;

import java.util.List;

/**
 * What unpacking did.
 *
 * @param entries of the archives
 * @param bytes of the files, holes included
 * @param omissions what the user may not do and was left out, for example a device; the first of them, see {@code omitted}
 * @param omitted how many there were
 */
public record UnpackReport(long entries, long bytes, List<Omission> omissions, long omitted) {
    public UnpackReport {
        omissions = List.copyOf(omissions);
    }

    /**
     * Something left out.
     *
     * @param path in the layer
     * @param what for example {@code owner 0:0}, {@code xattr security.capability}, {@code device 8:0}
     */
    public record Omission(String path, String what) {}
}
