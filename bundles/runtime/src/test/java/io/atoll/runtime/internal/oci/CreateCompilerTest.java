package io.atoll.runtime.internal.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciConsole;
import io.atoll.api.oci.OciContainer;
import io.atoll.api.oci.OciCreate;
import io.atoll.api.oci.OciId;
import io.atoll.api.runtime.TerminalSize;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.json.Json;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CreateCompilerTest {
    private static final SeccompCompiler FILTERS = new SeccompCompiler() {
        @Override
        public byte[] compileDefault(Set<String> capabilities) {
            throw new AssertionError("a container has the filter its configuration says");
        }

        @Override
        public byte[] compile(byte[] profile, Set<String> capabilities) {
            return "filter".getBytes(StandardCharsets.US_ASCII);
        }
    };

    private ObjectNode config = Json.object();

    @BeforeEach
    void template() {
        config = (ObjectNode) Json.parse(SpecificationTemplate.json(), "the template");
        process().put("terminal", false);
    }

    private ObjectNode process() {
        return (ObjectNode) config.path("process");
    }

    private ObjectNode linux() {
        return (ObjectNode) config.path("linux");
    }

    private static void change(ObjectNode node, String member, String json) {
        node.set(member, Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "a change"));
    }

    private String compile(boolean start) {
        OciConsole console = new OciConsole(true, null, TerminalSize.DEFAULT, 0, 0, null);
        OciCreate how = new OciCreate(Path.of("/b"), start, true, 0, console);
        Bundle bundle = new Bundle(Path.of("/b"), new byte[0], Value.of(config));
        ControlGroups groups = new ControlGroups(
                new ControlGroup(List.of(Path.of("/sys/fs/cgroup/pids/box"))),
                GroupLimits.of(bundle.config().at("linux").at("resources")),
                List.of(new ControlGroups.Mounted(Path.of("/sys/fs/cgroup/pids"), "pids", false)));
        OciContainer container = new OciContainer(
                "1.2.0",
                "box",
                OciContainer.Status.CREATING,
                0,
                Path.of("/b"),
                Path.of("/b/rootfs"),
                Instant.EPOCH,
                0,
                Map.of());
        StateDirectory state = new StateDirectory(new OciId(Path.of("/r"), "box"), Path.of("/proc"));
        return new CreateCompiler(bundle, how, state, groups)
                .compile(Path.of("/run/atoll/rootfs"), container, FILTERS)
                .toString();
    }

    private void assertRefused(ErrorCode code, String place) {
        AtollException refused = assertThrows(AtollException.class, () -> compile(false));
        assertEquals(code, refused.code(), refused.getMessage());
        assertTrue(String.valueOf(refused.getMessage()).contains(place + ":"), refused.getMessage());
    }

    private void assertLines(String... lines) {
        List<String> plan = compile(false).lines().toList();
        int at = -1;
        for (String line : lines) {
            int next = plan.indexOf(line);
            assertTrue(next > at, line + "\nis missing or too early in\n" + String.join("\n", plan));
            at = next;
        }
    }

    @Test
    void theTemplateBecomesThisPlan() {
        assertLines(
                "mode orphan",
                "stdio inherit inherit",
                "state /r/box",
                "namespaces pid,network,ipc,uts,mount,cgroup",
                "cgroup /sys/fs/cgroup/pids/box",
                "sealed",
                "propagation private",
                "root /run/atoll/rootfs /b/rootfs",
                "mount proc proc /proc \"\" \"\"",
                "mount tmpfs tmpfs /dev nosuid,strictatime mode=755,size=65536k",
                "mount cgroup cgroup /sys/fs/cgroup/pids nosuid,noexec,nodev,relatime,ro pids",
                "mknod /dev/null c 666 1 3 0 0",
                "readonly /proc/bus",
                "mask /proc/acpi",
                "pivot",
                "readonly-root",
                "hostname atoll",
                "loopback",
                "session-keyring _ses.box",
                "rlimit nofile 1024 1024",
                "umask 022",
                "user 0 0",
                "capabilities 20000420 20000420 20000420 0 0",
                "no-new-privileges",
                "chdir /",
                "program sh",
                "gate /r/box/start.sock",
                "exec sh");
    }

    @Test
    void aFilterStandsWhereItCanBeSet() {
        change(linux(), "seccomp", "{'defaultAction': 'SCMP_ACT_ALLOW'}");
        assertLines("no-new-privileges", "gate /r/box/start.sock", "seccomp \"\" filter", "exec sh");
        process().put("noNewPrivileges", false);
        assertLines("seccomp \"\" filter", "user 0 0", "gate /r/box/start.sock", "exec sh");
    }

    @Test
    void namespacesAreMadeOrJoined() {
        change(
                linux(),
                "namespaces",
                "[{'type': 'mount'}, {'type': 'user'}, {'type': 'time'}, {'type': 'network', 'path': '/proc/7/ns/net'}]");
        change(linux(), "uidMappings", "[{'containerID': 0, 'hostID': 1000, 'size': 5}]");
        change(linux(), "gidMappings", "[{'containerID': 0, 'hostID': 2000, 'size': 6}]");
        change(linux(), "timeOffsets", "{'boottime': {'secs': -5, 'nanosecs': 1}}");
        config.remove("hostname");
        assertLines(
                "namespaces mount,user,time",
                "namespace-path network /proc/7/ns/net",
                "user-map 0 1000 5",
                "group-map 0 2000 6",
                "time-offset boottime -5 1",
                "mknod /dev/null c 666 1 3 0 0 /dev/null");
        assertTrue(compile(false).lines().noneMatch("loopback"::equals), "the other's network is as it is");
    }

    @Test
    void mountsOfEveryKind() {
        change(
                config,
                "mounts",
                "[{'destination': '/a', 'type': 'bind', 'source': 'x', 'options': ['rbind', 'rro', 'rslave']},"
                        + "{'destination': 'b', 'type': 'tmpfs', 'options': ['tmpcopyup', 'size=1m', 'nodev']},"
                        + "{'destination': '/c', 'source': '/y', 'options': ['bind'],"
                        + " 'uidMappings': [{'containerID': 0, 'hostID': 5, 'size': 1}], 'gidMappings': [{'containerID': 0, 'hostID': 6, 'size': 1}]},"
                        + "{'destination': '/d', 'options': ['remount', 'ro']}]");
        assertLines(
                "bind /b/x /a rbind,rro,rslave",
                "mount tmpfs tmpfs /b copy-up,nodev size=1m",
                "bind /y /c \"\" 0:5:1 0:6:1",
                "remount /d ro \"\"");
    }

    @Test
    void hooksStandWhereTheyRun() {
        change(
                config,
                "hooks",
                "{'createRuntime': [{'path': '/r'}], 'createContainer': [{'path': '/c', 'args': ['c', 'x'], 'env': ['A=b'], 'timeout': 3}],"
                        + "'startContainer': [{'path': '/s'}], 'poststart': [{'path': '/p'}]}");
        List<String> plan = compile(true)
                .lines()
                .map(line -> line.replaceAll(" \".*?[^\\\\]\"", " JSON"))
                .toList();
        int runtime = plan.indexOf("hook runtime 0 JSON JSON 0 /r");
        int container = plan.indexOf("hook container 3 JSON JSON 2 /c c x A=b");
        int start = plan.indexOf("hook container 0 JSON JSON 0 /s");
        assertTrue(0 < runtime && runtime < container && container < plan.indexOf("pivot"), plan::toString);
        assertTrue(plan.indexOf("program sh") < start && start < plan.indexOf("exec sh"), plan::toString);
        assertEquals("hook-behind 0 JSON JSON 0 /p", plan.getLast());
    }

    @Test
    void whatIsWrongIsNamedByItsPlace() {
        change(linux(), "sysctl", "{'kernel.panic': '1'}");
        assertRefused(ErrorCode.INVALID, "linux.sysctl");
        change(linux(), "sysctl", "{'net.ipv4/../../kernel.panic': '1'}");
        assertRefused(ErrorCode.INVALID, "linux.sysctl");
        linux().remove("sysctl");
        change(linux(), "devices", "[{'path': '/dev/x', 'type': 'x'}]");
        assertRefused(ErrorCode.INVALID, "linux.devices[0].type");
        linux().remove("devices");
        change(linux(), "uidMappings", "[{'containerID': 0, 'hostID': 0, 'size': 1}]");
        assertRefused(ErrorCode.INVALID, "linux.uidMappings");
        linux().remove("uidMappings");
        change(config, "hooks", "{'poststop': [{'path': 'relative'}]}");
        assertRefused(ErrorCode.INVALID, "hooks.poststop[0].path");
        config.remove("hooks");
        change(process(), "rlimits", "[{'type': 'NOFILE', 'soft': 1, 'hard': 1}]");
        assertRefused(ErrorCode.INVALID, "process.rlimits[0].type");
        process().remove("rlimits");
        change(process(), "args", "'sh'");
        assertRefused(ErrorCode.INVALID, "process.args");
        change(process(), "args", "['sh', 5]");
        assertRefused(ErrorCode.INVALID, "process.args[1]");
        change(process(), "args", "['sh']");
        change(linux(), "namespaces", "[{'type': 'pid'}]");
        assertRefused(ErrorCode.UNSUPPORTED, "linux.namespaces");
    }

    @Test
    void ambientCapabilitiesAreThoseThatTheKernelTakes() {
        change(
                process(),
                "capabilities",
                "{'bounding': ['CAP_CHOWN', 'CAP_KILL', 'CAP_OF_TOMORROW'], 'permitted': ['CAP_CHOWN', 'CAP_KILL'],"
                        + "'inheritable': ['CAP_KILL'], 'ambient': ['CAP_CHOWN', 'CAP_KILL']}");
        assertLines("capabilities 21 0 21 20 20");
    }
}
