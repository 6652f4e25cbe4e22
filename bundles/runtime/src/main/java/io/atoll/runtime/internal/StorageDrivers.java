package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.storage.StorageDriver;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The storage drivers there are at the moment, best first. */
final class StorageDrivers {
    private final List<Ranked> drivers = new CopyOnWriteArrayList<>();

    private record Ranked(StorageDriver driver, int ranking) {}

    synchronized void add(StorageDriver driver, int ranking) {
        drivers.add(new Ranked(driver, ranking));
        drivers.sort(Comparator.comparingInt(Ranked::ranking).reversed()); // equal rankings keep their order of arrival
    }

    synchronized void remove(StorageDriver driver) {
        drivers.removeIf(ranked -> ranked.driver().equals(driver));
    }

    /**
     * The driver for a new container.
     *
     * @param wanted by name, or null for the best that works
     * @param directory where containers are kept
     */
    StorageDriver choose(@Nullable String wanted, Path directory) {
        if (wanted != null) {
            StorageDriver driver = get(wanted);
            driver.unavailable(directory).ifPresent(why -> {
                throw new AtollException(
                        ErrorCode.UNAVAILABLE, "the storage driver '%s' does not work here: %s".formatted(wanted, why));
            });
            return driver;
        }
        return drivers.stream()
                .map(Ranked::driver)
                .filter(driver -> driver.unavailable(directory).isEmpty())
                .findFirst()
                .orElseThrow(() -> new AtollException(
                        ErrorCode.UNAVAILABLE,
                        "no storage driver works in %s: %s".formatted(directory, reasons(directory))));
    }

    /** The driver of this name. */
    StorageDriver get(String name) {
        return find(name)
                .orElseThrow(() -> new AtollException(
                        ErrorCode.UNAVAILABLE,
                        "there is no storage driver '%s' now; there are: %s; is its bundle stopped? ('atoll engine shell felix:lb')"
                                .formatted(name, names())));
    }

    private Optional<StorageDriver> find(String name) {
        return drivers.stream()
                .map(Ranked::driver)
                .filter(driver -> driver.name().equals(name))
                .findFirst();
    }

    private String names() {
        return drivers.isEmpty()
                ? "none"
                : drivers.stream().map(ranked -> ranked.driver().name()).collect(Collectors.joining(", "));
    }

    private String reasons(Path directory) {
        return drivers.isEmpty()
                ? "no driver's bundle is active"
                : drivers.stream()
                        .map(ranked -> ranked.driver().name() + ": "
                                + ranked.driver().unavailable(directory).orElse("works"))
                        .collect(Collectors.joining("; "));
    }
}
