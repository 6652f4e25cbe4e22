package io.atoll.store.internal.transfer;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.transfer.ImageCopier;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSet;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Copies between the transports that are registered now. */
@Component(service = ImageCopier.class)
public final class TransportImageCopier implements ImageCopier {
    private final Map<String, ImageTransport> transports = new ConcurrentHashMap<>();

    @Reference(name = "transport", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void add(ImageTransport transport, Map<String, Object> properties) {
        if (properties.get(ImageTransport.NAME) instanceof String name) {
            // The first keeps it: a bundle dropped in later does not take a transport over unnoticed.
            transports.putIfAbsent(name, transport);
        }
    }

    public void remove(ImageTransport transport, Map<String, Object> properties) {
        if (properties.get(ImageTransport.NAME) instanceof String name) {
            transports.remove(name, transport);
        }
    }

    @Override
    public ImageSource source(ImageLocation location, ImageTransport.Context context) {
        return transport(location).source(location.place(), context);
    }

    @Override
    public ImageTarget target(ImageLocation location, ImageTransport.Context context) {
        return transport(location).target(location.place(), context);
    }

    private ImageTransport transport(ImageLocation location) {
        ImageTransport transport = transports.get(location.transport());
        if (transport == null) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot copy from or to '%s': there is no transport '%s'; there are: %s"
                            .formatted(
                                    location,
                                    location.transport(),
                                    String.join(", ", new TreeMap<>(transports).keySet())));
        }
        return transport;
    }

    @Override
    public ImageSet copy(
            ImageSource source, ImageTarget target, @Nullable Platform platform, TransferListener listener) {
        ImageSet images = new ImageWalk(source).walk(source.images(), platform);
        listener.planned(images);
        target.write(images, source, listener);
        return images;
    }
}
