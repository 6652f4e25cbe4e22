package io.atoll.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.launch.Framework;

/**
 * The engine's {@code main}. The client starts it with the listening socket as descriptor 0 and the properties {@code atoll.home},
 * {@code atoll.root} and {@code atoll.run} (docs/protocol.md, "Starting the engine").
 */
public final class Main {
    /** How long an orderly stop may take before the process ends anyway. */
    private static final long STOP_MILLIS = 15_000;

    private Main() {}

    @SuppressWarnings({"SystemExitOutsideMain", "SystemOut"})
    public static void main(String[] arguments) {
        try {
            run();
        } catch (Exception | LinkageError e) {
            System.err.println("atoll: engine cannot start: " + reason(e));
            System.exit(1);
        }
        // Some library's thread may not be a daemon; the engine has ended all the same.
        System.exit(0);
    }

    private static void run() throws Exception {
        Layout layout = Layout.fromProperties();
        FileAttribute<Set<PosixFilePermission>> ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(layout.root(), ownerOnly);
        Files.createDirectories(layout.run(), ownerOnly);
        NativeLibraries.configure(layout.home());
        Framework framework = new FrameworkFactory().newFramework(FrameworkSettings.of(layout));
        framework.init();
        Bundles.install(framework.getBundleContext(), layout.home().resolve("bundles"));
        Archive archive = Archive.of(layout);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(framework, archive), "atoll-shutdown"));
        archive.offer(framework.getBundleContext());
        framework.start();
        framework.waitForStop(0);
    }

    /** When the process ends, by SIGTERM or after the framework has stopped. */
    private static void stop(Framework framework, Archive archive) {
        archive.abandon();
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (Exception e) {
            System.err.println("atoll: engine did not stop orderly: " + reason(e));
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null
                ? cause.toString()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** Where things are. */
    record Layout(Path home, Path root, Path run) {
        static Layout fromProperties() {
            return new Layout(required("atoll.home"), required("atoll.root"), required("atoll.run"));
        }

        private static Path required(String property) {
            String value = System.getProperty(property);
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException(
                        "the property %s is not set; the engine is started by the command 'atoll'".formatted(property));
            }
            return Path.of(value).toAbsolutePath().normalize();
        }

        Map<String, String> properties() {
            return Map.of("atoll.home", home.toString(), "atoll.root", root.toString(), "atoll.run", run.toString());
        }
    }
}
