package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose namespaces a container has, and what is set in them. */
class NamespacesIT extends EndToEnd {
    private static final String ALL = "for n in pid ipc uts net cgroup; do readlink /proc/self/ns/$n; done";

    private Commands.Result with(String script, String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "--rm"));
        arguments.addAll(List.of(flags));
        arguments.addAll(List.of(image, "sh", "-c", script));
        return atoll.run(arguments.toArray(String[]::new));
    }

    private void refused(String error, String... flags) throws Exception {
        Commands.Result result = with("true", flags);
        assertEquals(125, result.status(), result.err());
        assertTrue(result.err().contains(error), result.err());
    }

    private static String host(String namespace) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace)).toString();
    }

    private String of(String container, String namespace) throws Exception {
        return atoll.run("exec", container, "readlink", "/proc/self/ns/" + namespace)
                .ok()
                .text();
    }

    private void runs(String name, String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "-d", "--name", name));
        arguments.addAll(List.of(flags));
        arguments.addAll(List.of(image, "sleep", "100000"));
        atoll.run(arguments.toArray(String[]::new)).ok();
    }

    @Test
    void theHosts() throws Exception {
        String hosts =
                "%s\n%s\n%s\n%s\n%s".formatted(host("pid"), host("ipc"), host("uts"), host("net"), host("cgroup"));
        String[] flags = {"--pid", "host", "--ipc", "host", "--uts", "host", "--network", "host", "--cgroupns", "host"};
        assertEquals(hosts, with(ALL, flags).text());
        runs("open", flags);
        assertEquals(hosts, atoll.run("exec", "open", "sh", "-c", ALL).text());
        assertEquals(
                Commands.run("hostname").text(),
                atoll.run("exec", "open", "hostname").text());
        String pid = Long.toString(ProcessHandle.current().pid());
        assertEquals(
                "there",
                with("[ -d /proc/%s ] && echo there".formatted(pid), "--pid", "host")
                        .text());
        Path shared = Files.createTempFile(Path.of("/dev/shm"), "atoll-it", "");
        assertEquals(shared.toString(), with("ls " + shared, "--ipc", "host").text());
        assertNotEquals(0, with("ls " + shared).status());
        Files.delete(shared);
        assertEquals(
                0,
                with("ps | grep -q '[s]leep 100000'", "--pid", "host", "--init").status());
        refused("a host or domain name together with", "--uts", "host", "-h", "x");
        refused("a host or domain name together with", "--uts", "host", "--domainname", "x");
    }

    @Test
    void anotherContainers() throws Exception {
        runs("first", "-h", "one", "--add-host", "db:192.0.2.7");
        atoll.run("exec", "first", "sh", "-c", "echo shared > /dev/shm/f").ok();
        String[] flags = {"--pid", "container:first", "--ipc", "container:first", "--network", "container:first"};
        runs("second", flags);
        for (String namespace : List.of("pid", "ipc", "net")) {
            assertEquals(of("first", namespace), of("second", namespace), namespace);
        }
        for (String namespace : List.of("uts", "mnt", "cgroup")) {
            assertNotEquals(of("first", namespace), of("second", namespace), namespace);
        }
        assertEquals("shared", atoll.run("exec", "second", "cat", "/dev/shm/f").text());
        atoll.run("exec", "second", "sh", "-c", "echo back > /dev/shm/g").ok();
        assertEquals("back", atoll.run("exec", "first", "cat", "/dev/shm/g").text());
        assertEquals("one", atoll.run("exec", "second", "hostname").text());
        assertTrue(atoll.run("exec", "second", "cat", "/etc/hosts").text().contains("192.0.2.7\tdb"));
        assertEquals(
                "2",
                atoll.run("exec", "first", "sh", "-c", "ps | grep -c '[s]leep 100000'")
                        .text());
        assertEquals(
                "first",
                with("cat /dev/shm/f | sed s/shared/first/", "--ipc", "container:second")
                        .text(),
                "through a third one");
        assertNotEquals(
                0,
                atoll.run("exec", "-u", "web", "second", "ls", "/proc/1/root/").status());
    }

    @Test
    void whichEndsFirst() throws Exception {
        runs("first");
        runs("guest", "--pid", "container:first");
        runs("neighbour", "--network", "container:first", "--ipc", "container:first");
        String network = of("neighbour", "net");
        atoll.run("stop", "-t", "0", "first").ok();
        Atoll.eventually(
                "who is in its pid namespace ends with it",
                () -> status("guest").startsWith("Exited (137)"));
        assertTrue(status("neighbour").startsWith("Up"), "who is in its network does not");
        assertEquals(network, of("neighbour", "net"));
        for (String name : List.of("guest", "neighbour")) {
            atoll.run("stop", "-t", "0", name).ok();
            Commands.Result start = atoll.run("start", name);
            assertNotEquals(0, start.status());
            assertTrue(
                    start.err().contains("of container first: that one is not running; 'atoll start first' starts it"),
                    start.err());
        }
        atoll.run("start", "first").ok();
        atoll.run("start", "guest", "neighbour").ok();
        assertEquals(of("first", "pid"), of("guest", "pid"));
        atoll.run("rm", "-f", "first").ok();
        atoll.run("stop", "-t", "0", "neighbour").ok();
        Commands.Result start = atoll.run("start", "neighbour");
        assertTrue(start.err().contains("that one is gone; make this one again"), start.err());
        // The name is another's now: it is not the one that was meant.
        runs("first");
        assertTrue(atoll.run("start", "neighbour").err().contains("that one is gone"));
        atoll.run("rm", "guest", "neighbour").ok();
    }

    private String status(String name) {
        try {
            return atoll.run("ps", "-a", "--format", "{{.Names}}={{.Status}}")
                    .out()
                    .lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElse("");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anotherContainerThatCannotBe() throws Exception {
        refused("no such container: nope", "--pid", "container:nope");
        refused("no such container: nope", "--network", "container:nope");
        atoll.run("create", "--name", "idle", image, "true").ok();
        refused("in the ipc namespace of container idle: that one is not running", "--ipc", "container:idle");
        refused("a host name, name servers or hosts", "--network", "container:idle", "-h", "x");
        refused("a host name, name servers or hosts", "--network", "container:idle", "--dns", "192.0.2.1");
        refused("it has that one's", "--network", "container:idle", "--add-host", "a:::1");
        runs("open", "--network", "host", "--pid", "host");
        assertEquals(
                host("net"),
                with("readlink /proc/self/ns/net", "--network", "container:open")
                        .text(),
                "what is the host's is the host's");
        assertEquals(
                host("pid"),
                with("readlink /proc/self/ns/pid", "--pid", "container:open").text());
    }

    @Test
    void sharedMemory() throws Exception {
        String size = "df -k /dev/shm | tail -n 1 | { read a b c; echo $b; }";
        assertEquals("65536", with(size).text());
        assertEquals("1048576", with(size, "--shm-size", "1g").text());
        assertEquals("no", with("[ -e /dev/shm ] || echo no", "--ipc", "none").text());
        assertEquals("65536", with(size, "--ipc", "shareable").text());
        refused("more than 0", "--shm-size", "0");
    }

    @Test
    void kernelParameters() throws Exception {
        assertEquals(
                "99 1 70000",
                with(
                                "cd /proc/sys; echo $(cat net/core/somaxconn net/ipv4/ip_forward kernel/msgmax)",
                                "--sysctl",
                                "net.core.somaxconn=99",
                                "--sysctl",
                                "net.ipv4.ip_forward=1",
                                "--sysctl",
                                "kernel.msgmax=70000")
                        .text());
        refused("it is the whole machine's", "--sysctl", "kernel.panic=1");
        refused("no network namespace of its own", "--sysctl", "net.core.somaxconn=1", "--network", "host");
        refused("no ipc namespace of its own", "--sysctl", "kernel.msgmax=1", "--ipc", "host");
        refused("expected a name such as", "--sysctl", "net.core./../../kernel/panic=1");
        refused("write /proc/sys/net/core/nope", "--sysctl", "net.core.nope=1");
    }

    @Test
    void namesAndAddresses() throws Exception {
        assertEquals(
                "127.0.0.1\tbox.example.org box\n192.0.2.7\tdb\n2001:db8::7\tdb\nsearch example.org\nnameserver 192.0.2.53\noptions ndots:2",
                with(
                                "tail -n 3 /etc/hosts; cat /etc/resolv.conf",
                                "-h",
                                "box",
                                "--domainname",
                                "example.org",
                                "--add-host",
                                "db:192.0.2.7",
                                "--add-host",
                                "db=[2001:db8::7]",
                                "--dns",
                                "192.0.2.53",
                                "--dns-search",
                                "example.org",
                                "--dns-option",
                                "ndots:2")
                        .text());
        assertEquals(
                "box.example.org",
                with("hostname -f", "-h", "box", "--domainname", "example.org").text());
        String hosts = Files.readString(Path.of("/etc/resolv.conf"));
        assertEquals(
                hosts.strip(), with("cat /etc/resolv.conf", "--network", "host").text());
        assertFalse(with("cat /etc/resolv.conf", "--network", "host", "--dns", "192.0.2.53")
                .text()
                .replace("nameserver 192.0.2.53", "")
                .contains("nameserver"));
        refused("invalid name server 'x'", "--dns", "x");
        refused("invalid host name 'a b'", "--add-host", "a b:192.0.2.1");
    }
}
