package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The commands about stored images, by the real binary. */
class ImageCommandsIT extends EndToEnd {
    @Test
    @DisplayName("S1.42 to S1.44: tag, and untag, by which the image stays")
    void names() throws Exception {
        assertTrue(atoll.run("tag", image, "mine", "other:1").ok().err().isEmpty());
        assertTrue(atoll.run("image", "ls", "-q").ok().out().contains("mine:latest"));
        atoll.run("run", "--rm", "other:1", "true").ok();
        atoll.run("untag", "other:1", "mine").ok();
        assertEquals("", atoll.run("images", "-q", "mine").ok().out());
        try (Atoll fresh = new Atoll()) {
            fresh.run("pull", image).ok();
            fresh.run("untag", image).ok();
            String left =
                    fresh.run("images", "-q", "--filter", "dangling=true").ok().text();
            assertTrue(left.contains("@sha256:"), left);
            fresh.run("run", "--rm", left, "true").ok();
            fresh.run("image", "prune", "-f").ok();
            assertEquals("", fresh.run("images", "-q").ok().out());
        }
    }

    @Test
    void inspectAndHistory() throws Exception {
        assertEquals(
                "linux [COLOUR=blue] 2",
                atoll.run("image", "inspect", "-f", "{{.Os}} {{.Config.Env}} {{len .RootFS.Layers}}", image)
                        .out()
                        .replaceAll("\\[.*COLOUR=blue\\]", "[COLOUR=blue]")
                        .strip());
        String history = atoll.run("history", image).ok().out();
        assertTrue(history.startsWith("IMAGE "), history);
    }

    @Test
    @DisplayName("import and export: what a tar has in it is what comes out, whatever it is compressed with")
    void importAndExport() throws Exception {
        for (String compress : List.of("cat", "gzip -c", "bzip2 -c", "xz -c")) {
            String name = "imported:" + compress.split(" ")[0];
            String made = atoll.shell(
                            "cd %s && rm -rf rootfs && mkdir -p rootfs/bin rootfs/etc && cp /bin/busybox rootfs/bin/ && ln -s busybox rootfs/bin/sh && echo 'mine' >rootfs/etc/name && chown 33:34 rootfs/etc/name && tar -C rootfs -c . | %s | $ATOLL image import -c 'CMD [\"/bin/sh\",\"-c\",\"read x </etc/name; echo $x $V\"]' -c 'ENV V=7' - %s"
                                    .formatted(work, compress, name))
                    .ok()
                    .out();
            assertTrue(made.startsWith("sha256:"), made);
            assertEquals("mine 7", atoll.run("run", "--rm", name).ok().text());
            assertEquals(
                    "./bin/sh -> busybox\n33/34",
                    atoll.shell(
                                    "cd %s && rm -rf out && mkdir out && $ATOLL image export %s | tar -xp --numeric-owner -C out && cd out && find . -type l -printf '%%p -> %%l\\n' && stat -c %%u/%%g etc/name"
                                            .formatted(work, name))
                            .ok()
                            .text());
        }
        Path file = work.resolve("export.tar");
        atoll.run("image", "export", "imported:cat", "-o", file.toString()).ok();
        String again = atoll.run("import", file.toString(), "again:1").ok().err();
        assertEquals("Imported again:1\n", again);
        assertEquals(
                atoll.run("image", "inspect", "-f", "{{.RootFS.Layers}}", "again:1")
                        .ok()
                        .out(),
                atoll.shell(
                                "$ATOLL image export again:1 | $ATOLL import -q - third:1 >&2; $ATOLL image inspect -f '{{.RootFS.Layers}}' third:1")
                        .ok()
                        .out());
        try (var files = Files.list(work)) {
            assertTrue(files.noneMatch(path -> path.toString().contains(".part")));
        }
    }

    @Test
    void importRefusesWhatIsNoArchive() throws Exception {
        String before = atoll.run("images", "-q").ok().out();
        for (String input : List.of("", "hello", "\u001f\u008b")) {
            Commands.Result result =
                    atoll.run(input.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), "import", "-", "bad:1");
            assertEquals(125, result.status(), input);
            assertTrue(result.err().contains("cannot read the archive: "), result.err());
        }
        Commands.Result outside = atoll.shell(
                "cd %s && echo x >x && tar -cP --transform 's,^,../../,' x | $ATOLL import - bad:1".formatted(work));
        assertEquals(125, outside.status(), outside.out());
        assertEquals(125, atoll.run("import", "/nowhere.tar", "bad:1").status());
        assertEquals(before, atoll.run("images", "-q").ok().out());
    }

    @Test
    @DisplayName("import of an address: redirected, streamed whatever its size, and nothing of what is not whole")
    void importOfAnAddress() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        Path archive = work.resolve("web.tar.gz");
        // More than the engine has memory.
        atoll.shell(
                        "mkdir %1$s/web && head -c 100000000 /dev/urandom >%1$s/web/large && tar -C %1$s/web -c . | gzip -1 >%2$s"
                                .formatted(work, archive))
                .ok();
        server.createContext("/root.tar.gz", exchange -> {
            boolean cut = "cut".equals(exchange.getRequestURI().getQuery());
            exchange.sendResponseHeaders(200, Files.size(archive));
            try (InputStream in = Files.newInputStream(archive)) {
                exchange.getResponseBody().write(in.readNBytes(1_000_000));
                if (!cut) {
                    in.transferTo(exchange.getResponseBody());
                }
            }
            exchange.close();
        });
        server.createContext("/latest", exchange -> {
            exchange.getResponseHeaders().set("Location", "/root.tar.gz?token=secret");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            atoll.run("import", base + "/latest?token=secret", "web:1").ok();
            assertEquals(
                    atoll.shell("sha256sum <%s/web/large".formatted(work)).ok().out(),
                    atoll.shell("$ATOLL image export web:1 | tar -xO large | sha256sum")
                            .ok()
                            .out());
            String history = atoll.run("history", "--no-trunc", "web:1").ok().out();
            assertTrue(history.contains("Imported from " + base + "/latest"), history);
            assertFalse(history.contains("secret"), history);
            String before = atoll.run("images", "-q").ok().out();
            Commands.Result cut = atoll.run("import", base + "/root.tar.gz?cut", "bad:1");
            assertEquals(125, cut.status());
            assertTrue(cut.err().contains("the connection was cut"), cut.err());
            Commands.Result none = atoll.run("import", base + "/none", "bad:1");
            assertEquals(125, none.status());
            assertTrue(none.err().contains("the server answered status 404; there is no such file"), none.err());
            assertEquals(before, atoll.run("images", "-q").ok().out());
        } finally {
            server.stop(0);
            atoll.run("rmi", "-f", "web:1");
        }
    }

    @Test
    void fsckOfALayout() throws Exception {
        assertTrue(atoll.run("image", "fsck").ok().out().contains("all is well"));
        Path layout = work.resolve("to-check");
        Commands.run("skopeo", "copy", "--quiet", "--src-tls-verify=false", "docker://" + image, "oci:" + layout + ":v")
                .ok();
        assertTrue(atoll.run("image", "fsck", layout.toString()).ok().out().contains("all is well"));
        Path blob;
        try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
            blob = blobs.max(java.util.Comparator.comparingLong(
                            file -> file.toFile().length()))
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);
        Commands.Result broken = atoll.run("image", "fsck", layout.toString());
        assertEquals(1, broken.status());
        assertTrue(broken.out().contains("1 broken; 'atoll image fsck --repair"), broken.out());
        assertTrue(atoll.run("image", "fsck", "--repair", layout.toString())
                .ok()
                .out()
                .contains(": repaired"));
        assertEquals(0, atoll.run("image", "fsck", layout.toString()).status());
        assertEquals(125, atoll.run("image", "fsck", "/nowhere").status());
    }
}
