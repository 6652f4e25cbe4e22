package io.atoll.runtime.internal;

/** Is told where a container's life turns, by whoever noticed it, once. Called with the container's lock held: it must not wait for anything. */
interface LifeObserver {
    /** Nobody. */
    LifeObserver NONE = new LifeObserver() {
        @Override
        public void started(ContainerEntry entry) {}

        @Override
        public void ended(ContainerEntry entry, int code) {}
    };

    void started(ContainerEntry entry);

    void ended(ContainerEntry entry, int code);
}
