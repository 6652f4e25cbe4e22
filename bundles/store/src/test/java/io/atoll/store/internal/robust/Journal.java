package io.atoll.store.internal.robust;

import io.atoll.api.image.Digest;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What an engine tells the world: that it begins something, and that it has done it. Read by {@link Expectations}. */
final class Journal {
    private final Consumer<String> out;

    /** @param out gets lines, each at once */
    Journal(Consumer<String> out) {
        this.out = out;
    }

    void tagging(String name, Digest manifest) {
        say("tagging", name, manifest);
    }

    void tagged(String name, Digest manifest) {
        say("tagged", name, manifest);
    }

    void removing(String name) {
        say("removing", name);
    }

    void removed(String name) {
        say("removed", name);
    }

    void collecting() {
        say("collecting");
    }

    void extracted(Digest diffId) {
        say("extracted", diffId);
    }

    void leasing(String owner, Collection<Digest> digests) {
        say("leasing", owner, text(digests));
    }

    void leased(String owner, Collection<Digest> digests) {
        say("leased", owner, text(digests));
    }

    void releasing(String owner) {
        say("releasing", owner);
    }

    void released(String owner) {
        say("released", owner);
    }

    private static String text(Collection<Digest> digests) {
        return digests.stream().map(Digest::toString).collect(Collectors.joining(","));
    }

    private void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        out.accept(line.toString());
    }
}
