package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code atoll cp}: which containers, what of files, and what nobody gets out of. */
class CopyFilesIT extends EndToEnd {
    private static String listing(String root) {
        return """
                cd %s; find d | sort | while read -r f
                do stat -c '%%n %%F %%a %%u:%%g %%h' "$f"; readlink "$f"; [ -f "$f" ] && [ ! -L "$f" ] && md5sum <"$f"; done
                stat -c %%Y d/one d/deep""".formatted(root);
    }

    private String list(String root) throws Exception {
        return atoll.shell(
                        "busybox sh -c \"" + listing(root).replace("\"", "\\\"").replace("$", "\\$") + "\"")
                .ok()
                .out();
    }

    private String listIn(String container, String root) throws Exception {
        return atoll.run("exec", container, "sh", "-c", listing(root)).ok().out();
    }

    private Path everything(String name) throws Exception {
        Path tree = work.resolve(name);
        atoll.shell("""
                        rm -rf %1$s; mkdir -p %1$s/d/deep; cd %1$s/d; echo one >one; ln one again; ln -s /etc/passwd link; chmod 2751 deep
                        : >deep/empty; touch -d 2001-02-03T04:05:06 one; chmod 4755 deep/empty; mkfifo fifo; chown 7:8 fifo deep
                        echo x >grüß; touch -d 2002-03-04T05:06:07 deep
                        """.formatted(tree)).ok();
        return tree;
    }

    @ParameterizedTest
    @CsvSource({"overlay,running", "overlay,created", "overlay,ended", "copy,running", "copy,created", "copy,ended"})
    @DisplayName("a tree goes in and comes out as it was, whatever the container is doing")
    void thereAndBack(String storage, String state) throws Exception {
        Path tree = everything("tree-" + storage + state);
        String command = state.equals("running") ? "sleep 1000" : "true";
        atoll.shell("$ATOLL create --name c --storage %s %s sh -c '%s'".formatted(storage, image, command))
                .ok();
        if (!state.equals("created")) {
            atoll.run("start", "c").ok();
        }
        if (state.equals("ended")) {
            atoll.run("wait", "c").ok();
        }
        assertEquals("", atoll.run("cp", "-a", "-q", tree + "/d", "c:/tmp").ok().err());
        Path back = Files.createDirectories(work.resolve("back-" + storage + state));
        atoll.run("cp", "-a", "c:/tmp/d", back.toString()).ok();
        assertEquals(list(tree.toString()), list(back.toString()));
        Path again = Files.createDirectories(work.resolve("tar-" + storage + state));
        atoll.shell("set -o pipefail; $ATOLL cp c:/tmp/d - | tar -xp -C " + again)
                .ok();
        assertEquals(list(tree.toString()), list(again.toString()));
        // What was copied is there when it runs.
        if (state.equals("running")) {
            assertEquals(list(tree.toString()), listIn("c", "/tmp"));
        } else {
            assertEquals(0, atoll.run("start", "-a", "c").ok().status());
        }
    }

    @Test
    @DisplayName("owners are root's without -a, the source's with it, and an archive's own")
    void owners() throws Exception {
        Path file = Files.writeString(work.resolve("owned"), "x");
        Commands.run("chown", "5:6", file.toString()).ok();
        Commands.run("chmod", "4755", file.toString()).ok();
        atoll.run("run", "-d", "--name", "o", image, "sleep", "1000").ok();
        atoll.run("cp", file.toString(), "o:/tmp/root").ok();
        atoll.run("cp", "-a", file.toString(), "o:/tmp/kept").ok();
        atoll.shell("tar -C %s -c owned | $ATOLL cp - o:/tmp".formatted(work)).ok();
        assertEquals(
                "0:0 4755 5:6 4755 5:6 4755",
                atoll.run("exec", "o", "sh", "-c", "cd /tmp; stat -c '%u:%g %a' root kept owned | tr '\\n' ' '")
                        .ok()
                        .text());
        // On the host nothing is left that gives its caller root's rights.
        atoll.run("cp", "o:/tmp/kept", work + "/out").ok();
        atoll.run("cp", "-a", "o:/tmp/kept", work + "/out-kept").ok();
        assertEquals(
                "0:0 755 5:6 4755",
                atoll.shell("cd %s; stat -c '%%u:%%g %%a' out out-kept | tr '\\n' ' '".formatted(work))
                        .ok()
                        .text());
    }

    @Test
    @DisplayName("volumes are what the container sees, running or not, and read-only ones are left alone")
    void volumes() throws Exception {
        Path volume = Files.createDirectories(work.resolve("vol"));
        Path fixed = Files.createDirectories(work.resolve("fixed"));
        Files.writeString(fixed.resolve("f"), "fixed\n");
        Path file = Files.writeString(work.resolve("new"), "new\n");
        String mounts = "-v %s:/data -v %s:/fixed:ro".formatted(volume, fixed);
        atoll.shell("$ATOLL run -d --name v %s %s sleep 1000".formatted(mounts, image))
                .ok();
        for (int i = 0; i < 2; i++) {
            atoll.run("cp", file.toString(), "v:/data/" + i).ok();
            assertEquals("new\n", Files.readString(volume.resolve("" + i)));
            Commands.Result refused = atoll.run("cp", file.toString(), "v:/fixed/f");
            assertEquals(125, refused.status());
            assertTrue(refused.err().contains("read-only"), refused.err());
            assertEquals(
                    "fixed\n",
                    atoll.shell("$ATOLL cp v:/fixed/f - | tar -xO").ok().out());
            atoll.run("stop", "-t", "0", "v").ok();
        }
        atoll.shell("$ATOLL create --read-only --name ro %s true".formatted(image))
                .ok();
        Commands.Result refused = atoll.run("cp", file.toString(), "ro:/etc/new");
        assertTrue(refused.status() == 125 && refused.err().contains("read-only"), refused.err());
        // A file that something is mounted on cannot be replaced, but written.
        atoll.shell("$ATOLL run -d --name h %s sleep 1000".formatted(image)).ok();
        atoll.run("cp", file.toString(), "h:/etc/hosts").ok();
        assertEquals("new\n", atoll.run("exec", "h", "cat", "/etc/hosts").ok().out());
    }

    @Test
    @DisplayName("a container's own tmpfs is seen while it runs")
    void tmpfs() throws Exception {
        atoll.run("run", "-d", "--name", "t", image, "sh", "-c", "echo in >/dev/shm/f; sleep 1000")
                .ok();
        Atoll.eventually("it wrote", () -> {
            try {
                return atoll.shell("$ATOLL cp t:/dev/shm/f - | tar -xO").out().equals("in\n");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    @DisplayName("from container to container, and into itself never")
    void between() throws Exception {
        Path tree = everything("between");
        atoll.run("run", "-d", "--name", "one", image, "sleep", "1000").ok();
        atoll.run("create", "--name", "two", image, "true").ok();
        atoll.run("cp", "-a", tree + "/d", "one:/tmp").ok();
        atoll.run("cp", "-a", "one:/tmp/d", "two:/tmp").ok();
        atoll.run("cp", "-a", "two:/tmp/d", "two:/root").ok();
        atoll.run("cp", "-a", "two:/root/d", "one:/root").ok();
        assertEquals(list(tree.toString()), listIn("one", "/root"));
        Commands.Result self = atoll.run("cp", "one:/tmp/d", "one:/tmp/d/deep");
        assertEquals(125, self.status());
        assertTrue(self.err().contains("into itself"), self.err());
    }

    @Test
    @DisplayName(
            "while files are copied a container that does not run cannot be started or removed, and afterwards can")
    void inUse() throws Exception {
        atoll.run("create", "--name", "busy", image, "true").ok();
        // With an archive that does not end.
        ProcessBuilder builder = new ProcessBuilder(
                "bash",
                "-c",
                "(tar -c -C /etc passwd | head -c 600; sleep 1000) | exec $0 cp - busy:/tmp",
                atoll.binary());
        builder.environment().put("ATOLL_ROOT", atoll.root.toString());
        Process slow = builder.redirectErrorStream(true)
                .redirectOutput(work.resolve("slow.out").toFile())
                .start();
        try {
            long engine = atoll.enginePid();
            Atoll.eventually("its root is put together", () -> {
                try {
                    return atoll.shell("pgrep -P " + engine).status() == 0;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertTrue(atoll.run("start", "busy").err().contains("files are being copied"));
            assertTrue(atoll.run("rm", "busy").err().contains("files are being copied"));
            // Another copy is welcome.
            atoll.run("cp", "/etc/hostname", "busy:/tmp/other").ok();
            atoll.killEngine();
        } finally {
            slow.descendants().forEach(ProcessHandle::destroyForcibly);
            slow.destroyForcibly();
        }
        // What was put together went with the engine.
        atoll.run("start", "-a", "busy").ok();
        assertTrue(atoll.run("diff", "busy").ok().out().contains("A /tmp/other\n"));
        atoll.run("rm", "busy").ok();
    }

    @Test
    @DisplayName("3 GiB with holes stay small, and 30,000 files and names that are not UTF-8 get there")
    void large() throws Exception {
        atoll.run("run", "-d", "--name", "big", image, "sleep", "1000").ok();
        Path sparse = work.resolve("sparse");
        atoll.shell("cd %s; truncate -s 3G sparse; echo middle | dd of=sparse bs=1M seek=1500 conv=notrunc status=none"
                        .formatted(work))
                .ok();
        atoll.run("cp", sparse.toString(), "big:/tmp/sparse").ok();
        atoll.run("cp", "big:/tmp/sparse", work + "/sparse.back").ok();
        assertEquals(
                "3221225472 same",
                atoll.shell("cd %s; stat -c %%s sparse.back; cmp sparse sparse.back && echo same".formatted(work))
                        .ok()
                        .text()
                        .replace('\n', ' '));
        assertTrue(Long.parseLong(Commands.run("stat", "-c", "%b", work + "/sparse.back")
                        .ok()
                        .text())
                < 10_000);
        Files.delete(sparse);
        Files.delete(work.resolve("sparse.back"));
        atoll.shell(
                        "mkdir %1$s/many; cd %1$s/many; for i in $(seq 30); do mkdir $i; (cd $i; seq 1000 | split -l 1 -a 3 -); done; printf x >$'\\377\\376'"
                                .formatted(work))
                .ok();
        atoll.run("cp", work + "/many", "big:/tmp").ok();
        atoll.run("cp", "big:/tmp/many", work + "/many.back").ok();
        atoll.shell("cd %1$s; diff -r many many.back; rm -rf many many.back".formatted(work))
                .ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"in", "out"})
    @DisplayName(
            "CVE-2018-15664: a process that swaps a directory for a link to the host's gets nothing in and nothing out")
    void race(String direction) throws Exception {
        // /race/x is a directory with a file, then a link that leads out, again and again.
        Path secret = Files.createDirectories(work.resolve("secret-" + direction));
        Files.writeString(secret.resolve("file"), "of the host\n");
        Path mine = Files.writeString(work.resolve("mine"), "of the user\n");
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "race",
                        image,
                        "sh",
                        "-c",
                        "mkdir -p /race/a; echo inside >/race/a/file; ln -s %s /race/b; while :; do mv /race/a /race/x; mv /race/x /race/a; mv /race/b /race/x; mv /race/x /race/b; done"
                                .formatted(secret))
                .ok();
        for (int i = 0; i < 150; i++) {
            if (direction.equals("in")) {
                Commands.Result any = atoll.run("cp", mine.toString(), "race:/race/x/file");
                assertTrue(any.status() == 0 || any.status() == 125, any.err());
                assertEquals("of the host\n", Files.readString(secret.resolve("file")));
            } else {
                Path out = work.resolve("raced");
                for (String source : new String[] {"race:/race/x/file", "race:/race/x/.", "race:/race"}) {
                    atoll.run("cp", "-L", source, out.toString());
                    String got = atoll.shell("find %1$s -type f -exec cat {} + 2>/dev/null; rm -rf %1$s".formatted(out))
                            .out();
                    assertFalse(got.contains("of the host"), got);
                }
            }
        }
        assertFalse(Files.exists(secret.resolve("x")));
    }

    @Test
    @DisplayName("what cannot be copied is refused, and says why")
    void refused() throws Exception {
        atoll.run("run", "-d", "--name", "r", image, "sleep", "1000").ok();
        assertTrue(atoll.run("cp", "/etc/hostname", "/tmp/x").err().contains("neither is in a container"));
        assertTrue(atoll.run("cp", "nobody:/etc", "/tmp/x").err().contains("no such container: nobody"));
        assertTrue(atoll.run("cp", "r:/no", "/tmp/x").err().contains("no such file"));
        assertTrue(atoll.run("cp", "/etc/hostname", "r:/no/no").err().contains("does not exist"));
        assertTrue(atoll.run("cp", work.toString(), "r:/etc/passwd").err().contains("cannot be copied to a file"));
        assertTrue(atoll.shell("echo no archive of any kind, and long enough to be one if it were | $ATOLL cp - r:/tmp")
                .err()
                .contains("expected a tar archive"));
        Commands.Result evil =
                atoll.shell("cd %s; echo x >evil; tar -cP --transform 's,^,../../,' -f - evil | $ATOLL cp - r:/tmp"
                        .formatted(work));
        assertTrue(evil.status() == 125 && evil.err().contains("leads out"), evil.err());
    }
}
