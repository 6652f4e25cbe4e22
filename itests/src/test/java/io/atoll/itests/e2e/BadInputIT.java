package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** One clear error each: what, on what, why, what to do. */
class BadInputIT extends EndToEnd {
    private void fails(int status, String words, String... arguments) throws Exception {
        Commands.Result result = atoll.run(arguments);
        assertEquals(status, result.status(), String.join(" ", arguments) + ": " + result.err());
        assertTrue(result.err().contains(words), result.err());
        assertTrue(result.err().lines().count() <= 4, "one error: " + result.err());
        assertTrue(!result.err().contains("Exception") && !result.err().contains("\tat "), result.err());
    }

    @Test
    void wordsAndFlags() throws Exception {
        fails(125, "unknown command 'rnu'", "rnu");
        fails(125, "--nonsense", "run", "--nonsense", image);
        fails(125, "network", "run", "--rm", "--network", "warp", image, "true");
        fails(125, "invalid image reference", "run", "--rm", "UPPER/case", "true");
        fails(125, "invalid image reference", "pull", "a//b");
        fails(1, "not found locally", "rmi", "127.0.0.1:1/nothing:here");
        fails(1, "no such container", "stop", "ghost");
        fails(125, "unable to find user 'ghost'", "run", "--rm", "-u", "ghost", image, "true");
        fails(125, "invalid container name", "run", "--rm", "--name", "../up", image, "true");
        assertEquals("", atoll.run("ps", "-aq").ok().out());
    }

    @Test
    void registriesThatDoNotAnswerOrDoNotKnow() throws Exception {
        fails(125, "127.0.0.1:1", "pull", "127.0.0.1:1/some/image:v1");
        fails(125, "test/unknown", "pull", registry.image("test/unknown:v1"));
        fails(125, "v99", "pull", registry.image("test/busybox:v99"));
        fails(125, "127.0.0.1:1", "run", "--rm", "127.0.0.1:1/some/image:v1", "true");
    }

    @Test
    void aFullDisk() throws Exception {
        Path small = Files.createTempDirectory(Path.of("/dev/shm"), "atoll-small");
        // In a mount namespace of its own: nothing stays mounted whatever happens.
        String script = """
                mount -t tmpfs -o size=400k small %1$s
                export ATOLL_ROOT=%1$s
                %2$s pull %3$s; echo "status $?"
                find %1$s/tmp -type f
                %2$s engine stop >/dev/null
                """.formatted(small, atoll.binary(), image);
        Commands.Result result = Commands.run("unshare", "-m", "bash", "-c", script);
        Files.delete(small);
        assertTrue(result.out().endsWith("status 125\n"), result.out() + result.err());
        assertTrue(
                result.err().contains("No space left on device") || result.err().contains("space"), result.err());
    }

    @Test
    void anEngineThatCannotStart() throws Exception {
        Path home = Files.createDirectories(work.resolve("jdk/bin"));
        Path java = Files.writeString(
                home.resolve("java"), "#!/bin/sh\necho 'Error: could not reserve memory' >&2\nexit 1\n");
        Files.writeString(work.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        assertTrue(java.toFile().setExecutable(true));
        Commands.Result result = atoll.shell(
                "ATOLL_ROOT=$ATOLL_ROOT/other ATOLL_JAVA_HOME=" + work.resolve("jdk") + " timeout 60 $ATOLL ps");
        assertEquals(125, result.status());
        assertTrue(result.err().contains("could not reserve memory"), result.err());
    }

    @Test
    void noPermission() throws Exception {
        Commands.Result result = atoll.shell(
                "chmod 755 $ATOLL_ROOT; timeout 60 setpriv --reuid 65534 --regid 65534 --clear-groups env ATOLL_ROOT=$ATOLL_ROOT $ATOLL ps; s=$?; chmod 700 $ATOLL_ROOT; exit $s");
        assertEquals(125, result.status(), result.err());
        assertTrue(result.err().toLowerCase(java.util.Locale.ROOT).contains("permission"), result.err());
    }
}
