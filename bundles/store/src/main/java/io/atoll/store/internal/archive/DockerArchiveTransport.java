package io.atoll.store.internal.archive;

import io.atoll.api.posix.Syscalls;
import io.atoll.api.transfer.ImageArchives.Format;
import io.atoll.api.transfer.ImageTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code docker-archive:FILE[:NAME]}. */
@Component(service = ImageTransport.class, property = ImageTransport.NAME + "=docker-archive")
public final class DockerArchiveTransport extends ArchiveTransport {
    @Activate
    public DockerArchiveTransport(@Reference Spool spool, @Reference Syscalls syscalls) {
        super("docker-archive", Format.DOCKER, spool, syscalls);
    }
}
