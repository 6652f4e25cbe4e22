package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** W38: a real registry with a private authority and passwords, with Podman and skopeo on the other side. */
class SecuredRegistryIT extends EndToEnd {
    /** The password is {@code s3cret}. */
    private static final String ALICE = "alice:$2y$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK";

    @SuppressWarnings("NullAway.Init")
    private Peers peers;

    @SuppressWarnings("NullAway.Init")
    private TestRegistry secured;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @BeforeAll
    void configure() throws Exception {
        peers = new Peers(work);
        home = Files.createDirectories(work.resolve("home"));
        Path folder = Files.createDirectories(work.resolve("secured"));
        Files.writeString(folder.resolve("htpasswd"), ALICE + "\n");
        Commands.run("bash", "-ec", """
                        cd %s
                        openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 30 -subj /CN=authority
                        openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=server
                        openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile <(printf subjectAltName=IP:127.0.0.1) -out server.crt
                        mkdir trusted
                        cp ca.crt trusted
                        """.formatted(folder)).ok();
        secured = TestRegistry.start(
                folder,
                ", tls: {certificate: %1$s/server.crt, key: %1$s/server.key}".formatted(folder),
                "auth: {htpasswd: {realm: test, path: %s/htpasswd}}".formatted(folder));
    }

    @AfterAll
    void close() {
        secured.close();
    }

    private Commands.Result as(String line) throws Exception {
        Map<String, String> environment =
                Map.of("ATOLL_ROOT", atoll.root.toString(), "ATOLL", atoll.binary(), "HOME", home.toString());
        return Commands.run(environment, new byte[0], List.of("bash", "-c", line));
    }

    @Test
    @DisplayName(
            "nobody gets in without authority and password; with both the peers see what we pushed, and we what they did")
    void bothWays() throws Exception {
        String name = secured.image("team/app");
        as("$ATOLL pull " + image + " && $ATOLL tag " + image + " " + name + ":1")
                .ok();
        Commands.Result stranger = as("$ATOLL push " + name + ":1");
        assertEquals(125, stranger.status());
        assertTrue(stranger.err().contains("certificate"), stranger.err());

        Path configuration =
                Files.createDirectories(home.resolve(".config/atoll")).resolve("registries.json");
        Files.writeString(configuration, """
                {"registries": {"%s": {"ca": ["%s"]}}}
                """.formatted(
                        secured.image("").replaceFirst("/$", ""), work.resolve("secured/trusted/ca.crt")));
        Commands.Result nobody = as("$ATOLL push " + name + ":1");
        assertEquals(125, nobody.status());
        assertTrue(nobody.err().contains("atoll image login"), nobody.err());
        Commands.Result wrong = as("echo wrong | $ATOLL login -u alice --password-stdin " + name.split("/", -1)[0]);
        assertTrue(wrong.err().contains("check the user name and the password"), wrong.err());

        as("echo s3cret | $ATOLL login -u alice --password-stdin " + name.split("/", -1)[0] + " && $ATOLL push " + name
                        + ":1")
                .ok();
        String digest =
                as("$ATOLL image inspect -f '{{.Id}}' " + name + ":1").ok().text();
        String access = "--creds alice:s3cret --cert-dir secured/trusted";
        assertEquals(
                digest,
                peers.shell("skopeo inspect " + access + " --format '{{.Digest}}' docker://" + name + ":1")
                        .ok()
                        .text());
        peers.shell("podman pull -q %1$s %2$s:1; podman push -q %1$s %2$s:1 %2$s:2".formatted(access, name))
                .ok();
        as("$ATOLL pull " + name + ":2").ok();
        assertEquals(
                as("$ATOLL image inspect -f '{{.RootFS.Layers}}' " + name + ":1")
                        .ok()
                        .text(),
                as("$ATOLL image inspect -f '{{.RootFS.Layers}}' " + name + ":2")
                        .ok()
                        .text());
    }
}
