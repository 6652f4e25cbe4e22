package io.atoll.store.internal.transfer;

import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageLocation;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Images of the store. */
@Component(property = ImageTransport.NAME + "=" + ImageLocation.STORE)
public final class StoreTransport implements ImageTransport {
    private final ImageStore store;

    @Activate
    public StoreTransport(@org.osgi.service.component.annotations.Reference ImageStore store) {
        this.store = store;
    }

    @Override
    public ImageSource source(String place, Context context) {
        return StoreImageSource.find(store, Reference.parse(place), context.defaultRegistry());
    }

    @Override
    public ImageTarget target(String place, Context context) {
        return new StoreImageTarget(store, Reference.parse(place).withDefaultTag());
    }
}
