package io.atoll.seccomp.internal;

import io.atoll.api.seccomp.SeccompCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The service. A filter is looked for in memory, then on disk, and only then compiled; the first two load neither JNA nor Jackson,
 * which cost half a second where they are first used.
 */
@Component
public final class SeccompComponent implements SeccompCompiler {
    private static final String DEFAULT_PROFILE = "default-profile.json";
    private static final int MAX_IN_MEMORY = 100;

    private final @Nullable FilterCache disk;
    private final Map<Set<String>, byte[]> defaults = new ConcurrentHashMap<>();
    private final Map<String, byte[]> byKey = new ConcurrentHashMap<>();

    /** Looked at when it is first needed. */
    private @Nullable Machine machine;

    /** Made for the first filter that is neither in memory nor on disk. */
    private @Nullable Compiler compiler;

    @Activate
    public SeccompComponent(BundleContext context) {
        this(context.getProperty("atoll.root"));
    }

    SeccompComponent(@Nullable String root) {
        disk = root == null || root.isEmpty() ? null : new FilterCache(Path.of(root, "cache", "seccomp"));
    }

    @Override
    public byte[] compileDefault(Set<String> capabilities) {
        byte[] known = defaults.get(capabilities);
        if (known == null) {
            known = find(defaultProfile(), capabilities);
            if (defaults.size() >= MAX_IN_MEMORY) {
                defaults.clear();
            }
            defaults.put(Set.copyOf(capabilities), known);
        }
        return known.clone();
    }

    @Override
    public byte[] compile(byte[] profile, Set<String> capabilities) {
        return find(profile, capabilities).clone();
    }

    private byte[] find(byte[] profile, Set<String> capabilities) {
        SortedSet<String> sorted = new TreeSet<>(capabilities);
        Machine host = machine();
        String key = FilterKey.of(profile, sorted, host);
        byte[] filter = byKey.get(key);
        if (filter == null) {
            filter = readOrCompile(key, profile, sorted, host);
        }
        return filter;
    }

    /** One at a time: containers that start together want the same filter. */
    private synchronized byte[] readOrCompile(String key, byte[] profile, Set<String> capabilities, Machine host) {
        byte[] filter = byKey.get(key);
        if (filter == null && disk != null) {
            filter = disk.get(key).orElse(null);
        }
        if (filter == null) {
            if (compiler == null) {
                compiler = new Compiler(host);
            }
            filter = compiler.compile(profile, capabilities);
            if (disk != null) {
                disk.put(key, filter);
            }
        }
        if (byKey.size() >= MAX_IN_MEMORY) {
            byKey.clear();
        }
        byKey.put(key, filter);
        return filter;
    }

    private synchronized Machine machine() {
        if (machine == null) {
            machine = Machine.host();
        }
        return machine;
    }

    static byte[] defaultProfile() {
        try (InputStream in = SeccompComponent.class.getResourceAsStream(DEFAULT_PROFILE)) {
            if (in == null) {
                throw new IllegalStateException(DEFAULT_PROFILE + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Apart, so that its libraries are loaded only if something is compiled. */
    private static final class Compiler {
        private final ProfileReader reader;
        private final FilterBuilder builder;

        Compiler(Machine machine) {
            reader = new ProfileReader(machine);
            builder = new FilterBuilder(machine);
        }

        byte[] compile(byte[] profile, Set<String> capabilities) {
            return builder.build(reader.read(profile), capabilities);
        }
    }
}
