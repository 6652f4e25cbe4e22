package io.atoll.itests.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.storage.StorageDriver;
import io.atoll.api.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The bundles that ship all start, and their services come and go with them. */
@OsgiTest
class ShippedBundlesIT {
    @Inject
    BundleContext context;

    @Inject
    ContainerRuntime runtime;

    @Configuration
    static Option[] configuration() throws IOException {
        return Distribution.provision(
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "atoll-it"));
    }

    @Test
    void everyShippedBundleIsActive() {
        List<String> wrong = new ArrayList<>();
        int found = 0;
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().contains("/bundles/")) {
                found++;
                boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
                if (bundle.getState() != (fragment ? Bundle.RESOLVED : Bundle.ACTIVE)) {
                    wrong.add(bundle + " is in state " + bundle.getState());
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(Distribution.jars().size(), found);
    }

    @Test
    void aServiceGoesWithItsBundleAndComesBackWithIt() throws Exception {
        assertNotNull(context.getServiceReference(ImageStore.class));
        Bundle store = bundle("io.atoll.store");
        store.stop();
        assertEquals(null, context.getServiceReference(ImageStore.class));
        assertEquals(null, context.getServiceReference(ContainerRuntime.class), "what needs it goes too");
        store.start();
        assertNotNull(context.getServiceReference(ImageStore.class));
        assertNotNull(context.getServiceReference(ContainerRuntime.class));
    }

    @Test
    void bothStorageDriversAreThereOverlayFirst() throws Exception {
        List<String> names = new ArrayList<>();
        ServiceReference<?>[] references = context.getAllServiceReferences(StorageDriver.class.getName(), null);
        Arrays.stream(references)
                .sorted((a, b) -> b.compareTo(a))
                .forEach(reference -> names.add(String.valueOf(reference.getProperty("name"))));
        assertEquals(List.of("overlay", "copy"), names);
    }

    @Test
    void internalsAreNotExported() {
        for (Bundle bundle : context.getBundles()) {
            String exports = bundle.getHeaders().get(Constants.EXPORT_PACKAGE);
            if (bundle.getSymbolicName().startsWith("io.atoll.") && exports != null) {
                assertFalse(exports.contains(".internal"), bundle + " exports " + exports);
            }
        }
    }

    @Test
    void aContainerOfNoImageIsAClearErrorAndLeavesNothing() {
        AtollException e = assertThrows(
                AtollException.class,
                () -> runtime.create(
                        ContainerSpec.of(Reference.parse("nowhere:1")).build()));
        assertTrue(String.valueOf(e.getMessage()).contains("atoll image pull nowhere:1"), e.getMessage());
        assertEquals(List.of(), runtime.list());
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
