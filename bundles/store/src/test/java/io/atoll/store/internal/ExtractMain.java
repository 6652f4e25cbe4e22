package io.atoll.store.internal;

import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.store.Layer;
import io.atoll.api.store.StoredImage;
import io.atoll.posix.internal.JnaSyscalls;
import io.atoll.store.internal.layer.Limits;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Extracts archives in a process of its own: {@code DIRECTORY ARCHIVE...}. Writes the layers' directories and what was left out. */
public final class ExtractMain {
    private ExtractMain() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        List<byte[]> archives = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            archives.add(Files.readAllBytes(Path.of(arguments[i])));
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        JnaSyscalls syscalls = new JnaSyscalls();
        FileImageStore store = new FileImageStore(new StoreSettings(directory.resolve("store")), syscalls);
        StoredImage image = TestImages.image(store, "app", archives);
        for (Layer layer : store.layers(image)) {
            out.println("layer " + layer.directory());
        }
        List<LayerBlob> blobs = new ArrayList<>();
        for (int i = 0; i < archives.size(); i++) {
            blobs.add(new LayerBlob(
                    image.manifest().layers().get(i), image.config().diffIds().get(i)));
        }
        Path flat = Files.createDirectory(directory.resolve("flat"));
        UnpackReport report = new FlatLayerUnpacker(syscalls, Limits.DEFAULT).unpack(blobs, store::openBlob, flat);
        report.omissions().forEach(omission -> out.println("omitted " + omission.path() + ": " + omission.what()));
        out.println("count " + report.omitted());
        store.close();
    }

    /** A command that runs this, with everything it needs copied to where another user can read it. */
    static List<String> command(Path copies, String... javaOptions) throws IOException {
        Set<String> locations = new TreeSet<>();
        for (Class<?> needed : List.of(
                ExtractMain.class,
                FileImageStore.class,
                StoredImage.class,
                JnaSyscalls.class,
                TestImages.class,
                io.atoll.json.OciJson.class,
                com.fasterxml.jackson.core.JsonParser.class,
                com.fasterxml.jackson.databind.JsonNode.class,
                com.fasterxml.jackson.annotation.JsonFormat.class,
                com.sun.jna.Native.class,
                com.github.luben.zstd.Zstd.class,
                org.osgi.framework.BundleContext.class)) {
            CodeSource source = needed.getProtectionDomain().getCodeSource();
            try {
                locations.add(Path.of(source.getLocation().toURI()).toString());
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        }
        List<String> classPath = new ArrayList<>();
        for (String location : locations) {
            Path copy = copies.resolve(
                    String.valueOf(classPath.size()) + "-" + Path.of(location).getFileName());
            copy(Path.of(location), copy);
            classPath.add(copy.toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(javaOptions));
        command.add("-cp");
        command.add(classPath.stream().collect(Collectors.joining(":")));
        command.add(ExtractMain.class.getName());
        return command;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                try {
                    Files.copy(file, target);
                } catch (FileAlreadyExistsException e) {
                    // The directory itself.
                }
            }
        }
    }
}
