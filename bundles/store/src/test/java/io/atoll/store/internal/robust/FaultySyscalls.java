package io.atoll.store.internal.robust;

import io.atoll.api.posix.Syscalls;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The real system calls, with a fault point around every one that changes something or makes a descriptor. */
final class FaultySyscalls {
    /** Of the others nothing is left behind, and they cannot fail for want of space. */
    private static final Set<String> HARMLESS = Set.of("close", "kill", "euid", "seek", "read");

    private final Path root;
    private final Syscalls next;
    private final FaultPoint point;

    private FaultySyscalls(Path root, Syscalls next, FaultPoint point) {
        this.root = root;
        this.next = next;
        this.point = point;
    }

    static Syscalls around(Path root, Syscalls next, FaultPoint point) {
        FaultySyscalls handler = new FaultySyscalls(root, next, point);
        return (Syscalls) Proxy.newProxyInstance(
                Syscalls.class.getClassLoader(),
                new Class<?>[] {Syscalls.class},
                (proxy, method, arguments) -> handler.call(method, arguments));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        boolean counts = !HARMLESS.contains(name) && method.getDeclaringClass() == Syscalls.class;
        String step = name + " " + (arguments != null && arguments[0] instanceof Path path ? on(path) : "layer");
        Errno error = counts ? point.before(step) : null;
        if (error != null) {
            throw error.of(name);
        }
        Object result;
        try {
            result = method.invoke(next, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (counts) {
            point.after(step);
        }
        return result;
    }

    private String on(Path path) {
        return StepNames.kind(root, path);
    }
}
