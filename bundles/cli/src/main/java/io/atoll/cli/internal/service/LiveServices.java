package io.atoll.cli.internal.service;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Events;
import io.atoll.api.layer.FileCopier;
import io.atoll.api.layer.RootArchives;
import io.atoll.api.layer.RootChanges;
import io.atoll.api.layout.ImageLayouts;
import io.atoll.api.oci.OciRuntime;
import io.atoll.api.posix.Syscalls;
import io.atoll.api.registry.Downloads;
import io.atoll.api.registry.Registry;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.ImageStore;
import io.atoll.api.transfer.ImageArchives;
import io.atoll.api.transfer.ImageConverter;
import io.atoll.api.transfer.ImageCopier;
import io.atoll.api.volume.Volumes;
import io.atoll.posix.DiskUsage;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.FieldOption;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The services that are registered now. All optional, so that no bundle that stops takes a command with it. */
@Component(service = Services.class)
public final class LiveServices implements Services {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ImageStore images;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Registry registry;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ContainerRuntime containers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Events events;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable OciRuntime ociRuntime;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Volumes volumes;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ImageCopier copier;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ImageArchives archives;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ImageConverter converter;

    @Reference(policy = ReferencePolicy.DYNAMIC, fieldOption = FieldOption.REPLACE)
    private volatile List<StorageDriver> drivers = List.of();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Syscalls syscalls;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ImageLayouts layouts;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RootArchives rootArchives;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable FileCopier fileCopier;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RootChanges rootChanges;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Downloads downloads;

    private final Engine engine;

    @Activate
    public LiveServices(BundleContext bundles) {
        engine = new FrameworkEngine(bundles);
    }

    @Override
    public ImageStore images() {
        return present(images, "the image store", "store");
    }

    @Override
    public Registry registry() {
        return present(registry, "the registry client", "registry");
    }

    @Override
    public ContainerRuntime containers() {
        return present(containers, "the container runtime", "runtime");
    }

    @Override
    public Events events() {
        return present(events, "what passes events on", "runtime");
    }

    @Override
    public OciRuntime ociRuntime() {
        return present(ociRuntime, "the OCI runtime", "runtime");
    }

    @Override
    public Volumes volumes() {
        return present(volumes, "the keeper of volumes", "runtime");
    }

    @Override
    public ImageCopier copier() {
        return present(copier, "the copying of images", "store");
    }

    @Override
    public ImageArchives archives() {
        return present(archives, "the reading and writing of archives", "store");
    }

    @Override
    public ImageConverter converter() {
        return present(converter, "the conversion of images", "store");
    }

    @Override
    public List<StorageDriver> storageDrivers() {
        return List.copyOf(drivers).reversed(); // Declarative Services sorts by ascending ranking
    }

    @Override
    public long diskUsage(Path tree) {
        return new DiskUsage(present(syscalls, "the access to system calls", "posix")).tree(tree);
    }

    @Override
    public ImageLayouts layouts() {
        return present(layouts, "what opens image layouts", "store");
    }

    @Override
    public RootArchives rootArchives() {
        return present(rootArchives, "what reads and writes root file systems", "store");
    }

    @Override
    public FileCopier fileCopier() {
        return present(fileCopier, "what copies files", "store");
    }

    @Override
    public RootChanges rootChanges() {
        return present(rootChanges, "what finds changes in root file systems", "store");
    }

    @Override
    public Downloads downloads() {
        return present(downloads, "what downloads files", "registry");
    }

    @Override
    public Engine engine() {
        return engine;
    }

    private static <T> T present(@Nullable T service, String what, String bundle) {
        if (service == null) {
            throw new AtollException(
                    ErrorCode.UNAVAILABLE,
                    "%s is not running; start its bundle: atoll engine shell 'start io.atoll.%s'"
                            .formatted(what, bundle));
        }
        return service;
    }
}
