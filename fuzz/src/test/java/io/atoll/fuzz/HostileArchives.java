package io.atoll.fuzz;

import io.atoll.testing.TarBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Layers that no tool would make, for fuzzing to begin with: what the store's own tests see refused, and what comes close to it. */
final class HostileArchives {
    private HostileArchives() {}

    /** By name. */
    static Map<String, byte[]> all() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("parents", new TarBuilder().file("../x", "x").build());
        all.put("parents-inside", new TarBuilder().file("a/../../x", "x").build());
        all.put("absolute", new TarBuilder().file("//etc//./passwd", "root").build());
        all.put(
                "whiteouts",
                new TarBuilder()
                        .directory("d")
                        .file("d/x", "")
                        .file("d/.wh.x", "")
                        .file("d/.wh..wh..opq", "")
                        .file(".wh.d", "")
                        .file(".wh.y", "")
                        .file("y/z", "")
                        .build());
        all.put(
                "whiteout-through-link",
                new TarBuilder().symlink("a", "/victim").file("a/.wh.x", "").build());
        all.put("whiteout-of-nothing", new TarBuilder().file("d/.wh..", "").build());
        all.put(
                "through-links",
                new TarBuilder()
                        .directory("usr/lib")
                        .symlink("lib", "/usr/../usr/lib")
                        .file("lib/x", "x")
                        .file("lib/sub/y", "y")
                        .directory("lib/sub")
                        .build());
        all.put(
                "links-in-circles",
                new TarBuilder()
                        .symlink("a", "b")
                        .symlink("b", "a")
                        .file("a/x", "")
                        .build());
        all.put(
                "replaced",
                new TarBuilder()
                        .symlink("a", "/victim")
                        .file("a", "new")
                        .directory("a")
                        .file("a/b/c", "x")
                        .file("a", "again")
                        .symlink("a", "x")
                        .device("a", 0, 0)
                        .directory("a")
                        .build());
        all.put(
                "hard-links",
                new TarBuilder()
                        .file("f", "x")
                        .hardLink("g", "./f")
                        .hardLink("d/h", "/g")
                        .hardLink("f", "d/h")
                        .symlink("l", "f")
                        .hardLink("m", "l")
                        .build());
        all.put(
                "hard-link-to-itself",
                new TarBuilder().file("a", "").hardLink("a", "a").build());
        all.put(
                "hard-link-to-directory",
                new TarBuilder().directory("d").hardLink("a", "d").build());
        all.put(
                "hard-link-through-link",
                new TarBuilder().symlink("l", "/v").hardLink("a", "l/x").build());
        all.put(
                "hard-link-replaces-its-target",
                new TarBuilder().file("d/f", "").hardLink("d", "d/f").build());
        all.put(
                "overlay",
                new TarBuilder()
                        .pax("SCHILY.xattr.trusted.overlay.redirect", "/etc")
                        .pax("SCHILY.xattr.user.overlay.opaque", "y")
                        .pax("SCHILY.xattr.trusted.kept", "1")
                        .directory("d")
                        .build());
        all.put(
                "root",
                new TarBuilder().mode(0700).directory("./").symlink("/", "x").build());
        all.put(
                "file-as-directory",
                new TarBuilder().file("f", "").file("f/x", "").build());
        all.put("long-component", new TarBuilder().file("x".repeat(300), "").build());
        all.put("long-path", new TarBuilder().file("x/".repeat(2100) + "y", "").build());
        all.put("deep", new TarBuilder().directory("a/".repeat(12) + "b").build());
        all.put(
                "unknown-type",
                new TarBuilder().entry('M', "x", "", new byte[0], 0, 0).build());
        all.put(
                "nodes",
                new TarBuilder()
                        .device("c", 1, 3)
                        .fifo("p")
                        .entry('4', "b", "", new byte[0], 7, 1)
                        .build());
        all.put(
                "large-times",
                new TarBuilder()
                        .pax("mtime", "-1.999999999")
                        .pax("uid", "4294967294")
                        .file("x", "")
                        .build());
        all.put("no-end", new TarBuilder().file("f", "x").unfinished());
        return all;
    }

    /** A folder with these, for the fuzzer. */
    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> archive : all().entrySet()) {
            Files.write(folder.resolve(archive.getKey()), archive.getValue());
        }
        return folder;
    }
}
