package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Short names that the user's {@code registries.json} has: the same image in every command. */
class ShortNamesIT extends EndToEnd {
    private Path home = Path.of("/");

    @BeforeAll
    void configure() throws Exception {
        home = Files.createDirectories(work.resolve("home"));
        Path folder = Files.createDirectories(home.resolve(".config/atoll"));
        Files.writeString(
                folder.resolve("registries.json"),
                "{\"aliases\": {\"tool\": \"%s\", \"sent\": \"%s\"}}"
                        .formatted(registry.image("test/busybox"), registry.image("team/sent")));
    }

    /** As the user who has these names. */
    private Commands.Result user(String line) throws Exception {
        return atoll.shell("export HOME=%s; unset XDG_CONFIG_HOME; %s".formatted(home, line));
    }

    @Test
    @DisplayName("pull, run, inspect, tag, rm: an alias is the full name")
    void aliases() throws Exception {
        String pulled = user("$ATOLL pull tool:v1").ok().out();
        assertTrue(pulled.startsWith("Pulling " + image + "..."), pulled);
        assertEquals("default command", user("$ATOLL run --rm tool:v1").ok().text());
        assertEquals(
                user("$ATOLL image inspect -f '{{.Id}}' " + image).ok().out(),
                user("$ATOLL image inspect -f '{{.Id}}' tool:v1").ok().out());
        assertEquals(
                "%s → kept:1".formatted(image),
                utf8(user("$ATOLL tag tool:v1 kept:1").ok().text()));
        assertEquals("Removed image: " + image, user("$ATOLL rmi tool:v1").ok().text());
        assertFalse(user("$ATOLL images -q").ok().out().contains(image));
        assertTrue(user("$ATOLL run --rm tool:v1").ok().text().endsWith("default command"), "pulled again");
        assertEquals("default command", atoll.run("run", "--rm", "kept:1").ok().text());
    }

    @Test
    @DisplayName("S1.30: an image of a short name is pushed to where the name is")
    void push() throws Exception {
        user("$ATOLL pull tool:v1; $ATOLL tag tool:v1 sent:2").ok();
        String pushed = user("$ATOLL push sent:2").ok().out();
        assertTrue(pushed.contains("Pushed " + registry.image("team/sent:2")), pushed);
        assertEquals(
                user("$ATOLL image inspect -f '{{.Id}}' sent:2").ok().text(),
                Peers.digest("docker://" + registry.image("team/sent:2")));
        user("$ATOLL push tool:v1 sent:3").ok();
        assertEquals(Peers.digest("docker://" + image), Peers.digest("docker://" + registry.image("team/sent:3")));
    }

    @Test
    void copy() throws Exception {
        user("$ATOLL pull -q tool:v1; cd %s; $ATOLL image copy -q tool:v1 oci:short:a; $ATOLL image copy -q docker://tool:v1 oci:short:b; $ATOLL image copy -q tool:v1 docker://sent:4"
                        .formatted(work))
                .ok();
        String digest = Peers.digest("docker://" + image);
        for (String place : new String[] {
            "oci:%s/short:a".formatted(work),
            "oci:%s/short:b".formatted(work),
            "docker://" + registry.image("team/sent:4")
        }) {
            assertEquals(digest, Peers.digest(place));
        }
    }

    @Test
    @DisplayName("who has no such file has no such name")
    void others() throws Exception {
        Commands.Result result =
                atoll.shell("export HOME=%s ATOLL_DEFAULT_REGISTRY=%s; unset XDG_CONFIG_HOME; $ATOLL pull tool:v1"
                        .formatted(work, registry.image("none")));
        assertEquals(125, result.status());
        assertTrue(result.out().contains(registry.image("none/tool:v1")), result.out());
    }

    private static String utf8(String bytes) {
        return new String(
                bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8);
    }
}
