package io.atoll.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserResolverTest {
    @TempDir
    Path temp;

    private Path upper;
    private Path top;
    private Path bottom;

    @BeforeEach
    void layers() throws IOException {
        upper = Files.createDirectory(temp.resolve("upper"));
        top = Files.createDirectories(temp.resolve("top"));
        bottom = Files.createDirectories(temp.resolve("bottom"));
        Files.createDirectory(bottom.resolve("etc"));
        Files.writeString(
                bottom.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\nweb:x:33:34:Web:/srv/web:/bin/sh\nbroken\n");
        Files.writeString(bottom.resolve("etc/group"), "root:x:0:\nwww:x:34:web\nlog:x:4:web,other\nadm:x:5:other\n");
    }

    private User resolve(String user) {
        return new UserResolver().resolve(user, List.of(), upper, List.of(top, bottom));
    }

    @Test
    void nothingIsRoot() {
        assertEquals(new User(0, 0, List.of(), "/root"), resolve(""));
    }

    @Test
    void aNameHasItsGroupsAndHome() {
        assertEquals(new User(33, 34, List.of(4), "/srv/web"), resolve("web"));
        assertEquals(new User(33, 34, List.of(4), "/srv/web"), resolve("33"));
    }

    @Test
    void aGroupGivenIsTheOnlyOne() {
        assertEquals(new User(33, 5, List.of(), "/srv/web"), resolve("web:adm"));
        assertEquals(new User(33, 99, List.of(), "/srv/web"), resolve("web:99"));
    }

    @Test
    void furtherGroupsAreAdded() {
        User web = new UserResolver().resolve("web", List.of("adm", "log", "34", "99"), upper, List.of(top, bottom));
        assertEquals(new User(33, 34, List.of(4, 5, 99), "/srv/web"), web, "none twice, nor the first one");
        assertEquals(
                new User(33, 99, List.of(5), "/srv/web"),
                new UserResolver().resolve("web:99", List.of("adm"), upper, List.of(top, bottom)));
        AtollException unknown = assertThrows(
                AtollException.class,
                () -> new UserResolver().resolve("", List.of("nowhere"), upper, List.of(top, bottom)));
        assertEquals(ErrorCode.INVALID, unknown.code());
    }

    @Test
    void aNumberNeedsNoEntry() {
        assertEquals(new User(1234, 0, List.of(), "/"), resolve("1234"));
        assertEquals(new User(1234, 5678, List.of(), "/"), resolve("1234:5678"));
    }

    @Test
    void anUnknownNameIsAnError() {
        for (String user : List.of("ghost", "web:ghosts", "99999999999", "-1", "2147483648")) {
            AtollException e = assertThrows(AtollException.class, () -> resolve(user), user);
            assertEquals(ErrorCode.INVALID, e.code(), user);
        }
    }

    @Test
    void aHigherLayersFileHidesALowerOne() throws IOException {
        Files.createDirectory(top.resolve("etc"));
        Files.writeString(top.resolve("etc/passwd"), "web:x:1:2::/top:/bin/sh\n");
        assertEquals(new User(1, 2, List.of(34, 4), "/top"), resolve("web"), "groups still come from below");
    }

    @Test
    void whatTheContainerWroteCountsFirst() throws IOException {
        UserResolver resolver = new UserResolver();
        assertEquals(
                33,
                resolver.resolve("web", List.of(), upper, List.of(top, bottom)).uid());
        Files.createDirectory(upper.resolve("etc"));
        Files.writeString(upper.resolve("etc/passwd"), "web:x:77:2::/:/bin/sh\n");
        assertEquals(
                77,
                resolver.resolve("web", List.of(), upper, List.of(top, bottom)).uid());
    }

    @Test
    void aLinkToTheHostIsNotFollowed() throws IOException {
        Path secret = Files.writeString(temp.resolve("host-passwd"), "spy:x:1:1::/host:/bin/sh\n");
        Files.createDirectory(top.resolve("etc"));
        Files.createSymbolicLink(top.resolve("etc/passwd"), secret);
        assertThrows(AtollException.class, () -> resolve("spy"));
        Files.delete(top.resolve("etc/passwd"));
        Files.delete(top.resolve("etc"));
        Files.createSymbolicLink(top.resolve("etc"), temp);
        Files.move(secret, temp.resolve("passwd"));
        assertThrows(AtollException.class, () -> resolve("spy"));
    }
}
