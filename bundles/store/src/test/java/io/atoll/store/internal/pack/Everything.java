package io.atoll.store.internal.pack;

import io.atoll.testing.Shell;
import java.nio.file.Path;

/** A tree with one of everything that a layer can hold. */
final class Everything {
    /** Nothing in it depends on the machine or the day. */
    static final String SCRIPT = """
            mkdir -p dir/sub empty a/$(printf %090d 1)/$(printf %050d 1) "$(printf 'raw\\377byte')" "$(printf 'n\\303\\244me')"
            echo hello > dir/file; ln dir/file dir/hard; ln -s file dir/soft; ln -s $(printf %0200d 5) dir/long
            chmod 4711 dir/file; chown 12:34 dir/sub; chmod 3775 dir/sub
            mkfifo dir/fifo; ln dir/fifo dir/zfifo; mknod dir/null c 1 3; mknod dir/block b 300 70000; ln dir/null dir/null2
            i=0; while [ $i -lt 5000 ]; do echo "line $i"; i=$((i + 1)); done > dir/text
            n=$(printf %0200d 7); mkdir $n; echo x > $n/$n; ln $n/$n $n/other
            echo y > a/$(printf %090d 1)/$(printf %050d 1)/zz; : > "$(printf 'raw\\377byte/new\\nline')"
            echo z > "$(printf 'raw\\377byte/\\303\\244')"; ln -s "$(printf '\\377')" rawlink
            chown 3000000:4000000 dir/text; chown -h 5:6 dir/soft; printf '' > -; : > +; : > dir.txt
            find . -depth -print0 | xargs -0 touch -h -d @1500000000
            touch -h -d @1234567890.123456789 dir/soft dir/sub; touch -d @1111111111.5 dir/text
            chmod 755 .; touch -d @1400000000 . dir
            """;

    /**
     * What some do not read as it is. Programs in Go: times after 2262, of which their nanoseconds overflow, and attributes without a value. Podman: times
     * before 1970. BSD's tar: fractions of such.
     */
    static void odd(PackTest test, Path tree) {
        Shell.run("touch", "-d", "@-1.25", tree.resolve("dir/text").toString());
        Shell.run("touch", "-d", "@99999999999", tree.resolve("empty").toString());
        test.attribute(tree, "dir/text", "user.empty");
    }

    private Everything() {}

    /** Attributes, for which there is no program. */
    static void attributes(PackTest test, Path tree) {
        test.attribute(tree, "dir/sub", "user.dir", 'd');
        test.attribute(tree, "dir/text", "user.binary", 0xfe, '\n', 0, '=', 0xff);
        test.attribute(tree, "dir/soft", "trusted.link", 'l');
        test.attribute(tree, "dir/fifo", "trusted.fifo", 'p');
        test.attribute(tree, "dir/text", "trusted.a", 1);
        // cap_net_raw+ep
        test.attribute(
                tree, "dir/hard", "security.capability", 1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        // u::rwx,u:1234:r--,g::r-x,m::r-x,o::r-x
        int[] acl = {
            2, 0, 0, 0, 1, 0, 7, 0, 255, 255, 255, 255, 2, 0, 4, 0, 0xd2, 4, 0, 0, 4, 0, 5, 0, 255, 255, 255, 255, 16,
            0, 5, 0, 255, 255, 255, 255, 32, 0, 5, 0, 255, 255, 255, 255
        };
        test.attribute(tree, "empty", "system.posix_acl_default", acl);
        test.attribute(tree, "dir.txt", "system.posix_acl_access", acl);
    }
}
