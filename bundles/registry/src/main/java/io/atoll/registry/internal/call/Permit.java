package io.atoll.registry.internal.call;

/** One of as many things as a host is asked for at a time; until it is closed, which may be done more than once. */
public interface Permit extends AutoCloseable {
    @Override
    void close();
}
