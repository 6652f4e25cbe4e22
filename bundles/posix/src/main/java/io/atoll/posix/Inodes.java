package io.atoll.posix;

/** A set of (device, inode), 16 bytes each at most twice: a tree may hold millions of hard links. */
final class Inodes {
    private long[] table = new long[2 * 64];
    private int size;
    private boolean zero;

    /** @return false if it was there */
    boolean add(long device, long inode) {
        if (device == 0 && inode == 0) {
            boolean first = !zero;
            zero = true;
            return first;
        }
        if (3 * (size + 1) > table.length) {
            grow();
        }
        return insert(device, inode);
    }

    private boolean insert(long device, long inode) {
        int slots = table.length / 2;
        long hash = (inode * 0x9E3779B97F4A7C15L) ^ device;
        int slot = (int) ((hash ^ (hash >>> 32)) & (slots - 1));
        while (table[2 * slot] != 0 || table[2 * slot + 1] != 0) {
            if (table[2 * slot] == device && table[2 * slot + 1] == inode) {
                return false;
            }
            slot = (slot + 1) & (slots - 1);
        }
        table[2 * slot] = device;
        table[2 * slot + 1] = inode;
        size++;
        return true;
    }

    private void grow() {
        long[] old = table;
        table = new long[2 * old.length];
        size = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0 || old[i + 1] != 0) {
                boolean unused = insert(old[i], old[i + 1]);
            }
        }
    }
}
