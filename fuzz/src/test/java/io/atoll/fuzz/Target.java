package io.atoll.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is fuzzed. A target returns if the input was read or refused as it must be, and throws anything else it sees. */
enum Target {
    TAR(TarFuzz.class, TarFuzz::fuzzerTestOneInput, "tar", "tar"),
    LAYER(LayerFuzz.class, LayerFuzz::fuzzerTestOneInput, "tar", "tar"),
    PAX(PaxFuzz.class, PaxFuzz::fuzzerTestOneInput, "pax", "tar"),
    GZIP(GzipFuzz.class, GzipFuzz::fuzzerTestOneInput, "gzip", ""),
    ARCHIVE(ArchiveFuzz.class, ArchiveFuzz::fuzzerTestOneInput, "archive", "json"),
    INDEX(IndexFuzz.class, IndexFuzz::fuzzerTestOneInput, "index", "json"),
    MANIFEST(ManifestFuzz.class, ManifestFuzz::fuzzerTestOneInput, "manifest", "json"),
    CONFIG(ConfigFuzz.class, ConfigFuzz::fuzzerTestOneInput, "config", "json"),
    JSON(JsonFuzz.class, JsonFuzz::fuzzerTestOneInput, "json", "json"),
    NAMES(NamesFuzz.class, NamesFuzz::fuzzerTestOneInput, "names", "names");

    private final Class<?> type;

    @SuppressWarnings("ImmutableEnumChecker") // a method
    private final Body body;

    private final String seeds;
    private final String dictionary;

    /**
     * @param seeds their folder
     * @param dictionary the name of a file of words, or empty
     */
    Target(Class<?> type, Body body, String seeds, String dictionary) {
        this.type = type;
        this.body = body;
        this.seeds = seeds;
        this.dictionary = dictionary;
    }

    /** What fuzzers call. */
    interface Body {
        void run(byte[] data) throws IOException;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    String className() {
        return type.getName();
    }

    String dictionary() {
        return dictionary;
    }

    boolean readsArchives() {
        return seeds.equals("tar");
    }

    void run(byte[] data) throws IOException {
        body.run(data);
    }

    /** The module's folder: {@code seeds}, {@code findings}, {@code dictionaries} and {@code target} are in it. */
    static Path directory() {
        return Path.of(System.getProperty("atoll.fuzz.directory", "")).toAbsolutePath();
    }

    /** The folder of the kept seeds. */
    Path seeds() {
        return directory().resolve("seeds").resolve(seeds);
    }

    /** Where inputs that broke something are left. */
    Path findings() {
        return directory().resolve("findings").resolve(title());
    }

    /** Kept seeds and findings not yet fixed. */
    List<Path> inputs() throws IOException {
        List<Path> inputs = new ArrayList<>();
        for (Path folder : List.of(seeds(), findings())) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(Files::isRegularFile).sorted().forEach(inputs::add);
                }
            }
        }
        return inputs;
    }
}
