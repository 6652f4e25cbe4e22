package io.atoll.shell.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.storage.StorageDriver;
import java.io.IOException;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.FieldOption;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code atoll:info} and {@code atoll:storage}. */
@Component(
        service = EngineFunctions.class,
        property = {"osgi.command.scope=atoll", "osgi.command.function=info", "osgi.command.function=storage"})
public final class EngineFunctions {
    private static final String PID = "io.atoll.runtime";
    private static final String STORAGE = "storage";
    private static final String ANY = "any";

    private final BundleContext bundles;
    private final ConfigurationAdmin configurations;

    @Reference(policy = ReferencePolicy.DYNAMIC, fieldOption = FieldOption.REPLACE)
    private volatile List<StorageDriver> drivers = List.of();

    @Activate
    public EngineFunctions(BundleContext bundles, @Reference ConfigurationAdmin configurations) {
        this.bundles = bundles;
        this.configurations = configurations;
    }

    @Descriptor("where everything is, and what is configured")
    public Map<String, Object> info() throws IOException {
        Map<String, Object> info = new LinkedHashMap<>();
        for (String name : List.of("atoll.home", "atoll.root", "atoll.run")) {
            info.put(name, String.valueOf(bundles.getProperty(name)));
        }
        info.put("drivers", names());
        info.put("storage", configured());
        return info;
    }

    @Descriptor("the storage driver that new containers get")
    public String storage() throws IOException {
        return configured();
    }

    @Descriptor("chooses the storage driver that new containers get; 'any': the best that works")
    public String storage(@Descriptor("a driver's name, or any") String driver) throws IOException {
        if (!driver.equals(ANY) && !names().contains(driver)) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND, "there is no storage driver '%s'; there are: %s".formatted(driver, names()));
        }
        Configuration configuration = configurations.getConfiguration(PID, "?");
        Map<String, Object> properties = new LinkedHashMap<>();
        Dictionary<String, Object> old = configuration.getProperties();
        if (old != null) {
            properties.putAll(FrameworkUtil.asMap(old));
        }
        if (driver.equals(ANY)) {
            properties.remove(STORAGE);
        } else {
            properties.put(STORAGE, driver);
        }
        configuration.update(FrameworkUtil.asDictionary(properties));
        return driver;
    }

    private List<String> names() {
        return drivers.stream().map(StorageDriver::name).sorted().toList();
    }

    private String configured() throws IOException {
        @Nullable
        Dictionary<String, Object> properties =
                configurations.getConfiguration(PID, "?").getProperties();
        Object value = properties == null ? null : properties.get(STORAGE);
        return value == null ? ANY : value.toString();
    }
}
