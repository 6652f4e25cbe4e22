package io.atoll.registry.internal.transport;

import io.atoll.api.image.Reference;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.TransferListener;
import io.atoll.registry.internal.call.Interrupted;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.push.ImagePush;

/** A name in a registry that gets an image. */
public final class RegistryTarget implements ImageTarget {
    private final ImagePush push;
    private final Target target;
    private final Reference name;

    public RegistryTarget(ImagePush push, Target target, Reference name) {
        this.push = push;
        this.target = target;
        this.name = name;
    }

    @Override
    public void write(ImageSet images, ImageSource source, TransferListener listener) {
        try {
            push.run(target, name, images, source, origin(source), listener);
        } catch (InterruptedException e) {
            throw Interrupted.because(e, "failed to push " + name);
        }
    }

    private @org.jspecify.annotations.Nullable String origin(ImageSource source) {
        return source instanceof RegistrySource registry
                        && registry.target().origin().equals(target.origin())
                ? registry.target().repository()
                : null;
    }

    @Override
    public String toString() {
        return "docker://" + name;
    }

    @Override
    public void close() {}
}
