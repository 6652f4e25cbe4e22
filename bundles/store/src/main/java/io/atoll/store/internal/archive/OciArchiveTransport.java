package io.atoll.store.internal.archive;

import io.atoll.api.posix.Syscalls;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.ImageTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code oci-archive:FILE[:NAME]}. */
@Component(service = ImageTransport.class, property = ImageTransport.NAME + "=oci-archive")
public final class OciArchiveTransport extends ArchiveTransport {
    @Activate
    public OciArchiveTransport(@Reference Spool spool, @Reference Syscalls syscalls) {
        super("oci-archive", Format.OCI, spool, syscalls);
    }
}
