package io.atoll.store.internal.transfer;

import io.atoll.api.layout.ImageLayouts;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Images of OCI image layouts, {@code oci:DIR[:TAG]}; without a tag everything the layout has. */
@Component(property = ImageTransport.NAME + "=oci")
public final class LayoutTransport implements ImageTransport {
    private final ImageLayouts layouts;

    @Activate
    public LayoutTransport(@Reference ImageLayouts layouts) {
        this.layouts = layouts;
    }

    @Override
    public ImageSource source(String place, Context context) {
        NamedPlace at = NamedPlace.parse(place, context.directory());
        return new LayoutSource(layouts.open(at.path()), at.name(), "oci:" + place);
    }

    @Override
    public ImageTarget target(String place, Context context) {
        NamedPlace at = NamedPlace.parse(place, context.directory());
        return new LayoutTarget(layouts, at.path(), at.name(), "oci:" + place);
    }
}
