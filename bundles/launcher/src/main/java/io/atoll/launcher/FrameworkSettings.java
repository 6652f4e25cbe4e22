package io.atoll.launcher;

import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Constants;

/** The framework's configuration. */
final class FrameworkSettings {
    private FrameworkSettings() {}

    static Map<String, String> of(Main.Layout layout) {
        Map<String, String> settings = new HashMap<>(layout.properties());
        // Made anew at each start: nothing in it is worth the trouble of finding out whether it is still right.
        settings.put(
                Constants.FRAMEWORK_STORAGE, layout.run().resolve("felix-cache").toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(Bundles.LAST_LEVEL));
        settings.put("felix.service.urlhandlers", "false");
        settings.put("felix.log.level", "1");
        settings.put("felix.cm.dir", layout.root().resolve("config").toString());
        // Fewer bytes read at start, and commands that stay warm between two calls.
        settings.put("ds.cache.metadata", "true");
        settings.put("ds.delayed.keepInstances", "true");
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("felix.") || name.startsWith("org.osgi.") || name.startsWith("ds.")) {
                settings.put(name, System.getProperty(name));
            }
        }
        return settings;
    }
}
