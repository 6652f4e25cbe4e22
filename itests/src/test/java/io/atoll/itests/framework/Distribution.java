package io.atoll.itests.framework;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ops4j.pax.exam.Option;

/** Provisions exactly the bundles of the built distribution. */
final class Distribution {
    static final Path HOME = Path.of(System.getProperty("atoll.distribution", "."))
            .toAbsolutePath()
            .normalize();

    private Distribution() {}

    static List<Path> jars() {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(HOME.resolve("bundles"), "*.jar")) {
            List<Path> list = new ArrayList<>();
            jars.forEach(list::add);
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param root the engine's data and run directories are made below it */
    static Option[] provision(Path root) {
        Option[] bundles = jars().stream()
                .map(jar -> bundle(jar.toUri().toString()).startLevel(5))
                .toArray(Option[]::new);
        return options(
                composite(bundles),
                cleanCaches(true),
                // Pax Exam's own bundles log through SLF4J, and an assertion that fails inside must be one JUnit knows:
                // both are shared
                // from the test class path.
                systemPackages(
                        "org.slf4j;version=\"1.7.36\"",
                        "org.slf4j.spi;version=\"1.7.36\"",
                        "org.slf4j.helpers;version=\"1.7.36\"",
                        "org.slf4j.event;version=\"1.7.36\"",
                        "org.junit.jupiter.api;version=\"5.14\"",
                        "org.junit.jupiter.api.function;version=\"5.14\"",
                        "org.opentest4j;version=\"1.3\""),
                frameworkProperty("atoll.home").value(HOME.toString()),
                frameworkProperty("atoll.root").value(root.toString()),
                frameworkProperty("atoll.run").value(root.resolve("run").toString()),
                frameworkProperty("felix.cm.dir").value(root.resolve("config").toString()),
                frameworkProperty("ds.delayed.keepInstances").value("true"));
    }
}
