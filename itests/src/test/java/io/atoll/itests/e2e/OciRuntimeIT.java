package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code atoll-oci} with a bundle that runc made, called as runc is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OciRuntimeIT {
    @SuppressWarnings("NullAway.Init")
    private OciBundle oci;

    @BeforeAll
    void start() throws Exception {
        oci = new OciBundle();
        oci.shell("cp box/config.json plain.json").ok();
    }

    @BeforeEach
    void plain() throws Exception {
        oci.shell("cp plain.json box/config.json").ok();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        oci.shell("for c in $($OCI list -q); do $OCI delete --force $c; done").ok();
        assertEquals(
                "",
                oci.shell("find /sys/fs/cgroup -path '*/atoll-oci/*' -type d 2> /dev/null")
                        .text());
    }

    @AfterAll
    void stop() throws Exception {
        oci.close();
    }

    private void program(String script) throws Exception {
        oci.shell("edit \"d['process']['args'] = ['sh', '-c', '''%s''']\"".formatted(script))
                .ok();
    }

    @Test
    void runsABundleInTheForeground() throws Exception {
        program("id -u; hostname; cat; exit 7");
        Commands.Result result = oci.shell("echo input | $OCI run -b box one");
        assertEquals("0\nrunc\ninput", result.text());
        assertEquals(7, result.status());
        assertEquals("", oci.shell("$OCI list -q").ok().text());
    }

    @Test
    void aContainerIsCreatedStartedKilledAndDeleted() throws Exception {
        program("echo running > /dev/shm/x; sleep 1000");
        oci.shell("$OCI --root own create -b box --pid-file pid one").ok();
        assertEquals("created", status("--root own", "one"));
        String pid = Files.readString(oci.file("pid"));
        assertTrue(Files.exists(Path.of("/proc/" + pid)));
        // It waits, and holds nothing of the host but its own input and output.
        assertEquals(
                "0\n1\n2\nsocket",
                oci.shell(
                                "cd /proc/%s/fd; ls | head -3; for f in *; do case $(readlink $f) in socket*) echo socket;; esac; done"
                                        .formatted(pid))
                        .text());
        assertTrue(oci.shell("readlink /proc/%s/exe".formatted(pid)).text().startsWith("/memfd:"));
        oci.atoll.killEngine();
        assertEquals("created", status("--root own", "one"));
        oci.shell("$OCI --root own start one").ok();
        assertEquals("running", status("--root own", "one"));
        assertNotEquals(0, oci.shell("$OCI --root own start one").status());
        assertNotEquals(0, oci.shell("$OCI --root own delete one").status());
        assertEquals(
                "1",
                oci.shell("$OCI --root own exec one sh -c 'pidof sleep'").ok().text());
        oci.shell("$OCI --root own kill one KILL").ok();
        Atoll.eventually("it is stopped", () -> {
            try {
                return status("--root own", "one").equals("stopped");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        oci.shell("$OCI --root own delete one").ok();
        assertEquals(1, oci.shell("$OCI --root own state one").status());
        assertEquals("", oci.shell("ls own").ok().text());
    }

    private String status(String flags, String id) throws Exception {
        return oci.shell("$OCI %s state %s | python3 -c 'import json, sys; print(json.load(sys.stdin)[\"status\"])'"
                        .formatted(flags, id))
                .ok()
                .text();
    }

    @Test
    void theStateIsRuncs() throws Exception {
        program("sleep 1000");
        oci.shell("edit \"d['annotations'] = {'org.example': 'ä', 'b': 'c'}\"").ok();
        String same =
                "python3 -c 'import json, sys; d = json.load(sys.stdin); print({k: d[k] for k in (\"ociVersion\", \"id\","
                        + " \"status\", \"bundle\", \"rootfs\", \"annotations\", \"owner\")}, d[\"pid\"] > 0, sorted(d))'";
        String script = "R=\"%s\"; $R create -b box same > /dev/null < /dev/null 2>&1; $R state same | " + same
                + "; $R start same; $R state same | " + same + "; $R delete --force same";
        String ours = oci.shell(script.formatted("$OCI")).ok().text();
        String runcs = oci.shell(script.formatted("runc --root runc")).ok().text();
        assertEquals(runcs, ours);
    }

    @Test
    void hooksRunInOrderAndInTheirNamespaces() throws Exception {
        program("echo program >> /log");
        oci.shell("""
                cat > hook <<'END'
                #!/bin/sh
                status=$(grep '"status"' | tr -dc a-z: | cut -d: -f2)
                host=$([ $(readlink /proc/self/ns/uts) = $(cat %1$s/uts) ] && echo host || echo container)
                echo "$NAME $status $host" >> %1$s/hooks
                END
                chmod 755 hook; readlink /proc/self/ns/uts > uts; rm -f hooks
                edit "d['root']['readonly'] = False
                d['hooks'] = {kind: [{'path': '%1$s/hook', 'env': ['NAME=' + kind, 'PATH=/usr/bin:/bin']}]
                    for kind in ('prestart', 'createRuntime', 'createContainer', 'poststart', 'poststop')}
                d['hooks']['startContainer'] = [{'path': '/bin/sh', 'args': ['sh', '-c', 'echo hook > /log']}]"
                $OCI create -b box one && cat hooks && $OCI start one
                """.formatted(oci.work)).ok();
        Atoll.eventually("the program ran", () -> {
            try {
                return Files.readString(oci.file("box/rootfs/log")).equals("hook\nprogram\n");
            } catch (java.io.IOException e) {
                return false;
            }
        });
        oci.shell("$OCI delete --force one").ok();
        assertEquals("""
                prestart creating host
                createRuntime creating host
                createContainer creating container
                poststart running host
                poststop stopped host
                """, Files.readString(oci.file("hooks")));
    }

    @Test
    void aHookThatFailsOrHangsIsTheEnd() throws Exception {
        for (String kind : new String[] {"createRuntime", "createContainer"}) {
            oci.shell("""
                    edit "d['hooks'] = {'%s': [{'path': '/bin/sh', 'args': ['sh', '-c', 'echo no way >&2; exit 3']}]}"
                    """.formatted(kind)).ok();
            Commands.Result result = oci.shell("$OCI create -b box one");
            assertEquals(1, result.status());
            assertTrue(result.err().contains("exit status 3: no way"), result.err());
            assertEquals("", oci.shell("$OCI list -q").ok().text());
        }
        oci.shell(
                        "edit \"d['hooks'] = {'createRuntime': [{'path': '/bin/sleep', 'args': ['sleep', '1000'], 'timeout': 1}]}\"")
                .ok();
        assertTrue(oci.shell("$OCI create -b box one").err().contains("did not end within 1 s"));
        oci.shell(
                        "edit \"d['hooks'] = {'poststart': [{'path': '/bin/false'}]}\nd['process']['args'] = ['sleep', '1000']\"")
                .ok();
        oci.shell("$OCI create -b box one").ok();
        assertEquals(1, oci.shell("$OCI start one").status());
        Atoll.eventually("it is stopped", () -> {
            try {
                return status("", "one").equals("stopped");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatCannotBeDoneIsSaidBeforeAnythingIsMade() throws Exception {
        assertRefused(
                "d['linux']['namespaces'] = [n for n in d['linux']['namespaces'] if n['type'] != 'mount']",
                "mount namespace");
        assertRefused("d['linux']['sysctl'] = {'kernel.panic': '1'}", "is the host's");
        assertRefused("d['linux']['intelRdt'] = {'closID': 'x'}", "linux.intelRdt");
        assertRefused(
                "d['process']['rlimits'] = [{'type': 'RLIMIT_NOFILE', 'soft': -1, 'hard': 1}]",
                "process.rlimits[0].soft");
        assertRefused("d['mounts'].append({'destination': '/x'})", "mounts[7].type");
        assertRefused("d['process']['args'] = []", "process.args");
        assertRefused("d['root']['path'] = 'nowhere'", "no such file or directory");
        Commands.Result result = oci.shell("$OCI create -b box ../evil");
        assertTrue(result.err().contains("invalid container id"), result.err());
        result = oci.shell("echo '{' > box/config.json; $OCI --log log --log-format json create -b box one");
        assertEquals(1, result.status());
        String log = Files.readString(oci.file("log"));
        assertTrue(log.startsWith("{\"level\":\"error\",\"msg\":\"cannot read config.json"), log);
    }

    private void assertRefused(String change, String said) throws Exception {
        plain();
        oci.shell("edit \"%s\"".formatted(change)).ok();
        Commands.Result result = oci.shell("$OCI create -b box one");
        assertEquals(1, result.status());
        assertTrue(result.err().contains(said), result.err());
        assertEquals("", oci.shell("$OCI list -q").ok().text());
    }

    @Test
    void aProgramThatIsNotThereFailsWhenTheContainerIsCreated() throws Exception {
        oci.shell("edit \"d['process']['args'] = ['nosuch']\"").ok();
        Commands.Result result = oci.shell("$OCI create -b box one");
        assertEquals(1, result.status());
        assertTrue(result.err().contains("executable file not found in $PATH"), result.err());
        assertEquals(255, oci.shell("$OCI exec one true").status());
    }

    @Test
    void descriptorsAreKeptIfTheyArePassed() throws Exception {
        program("cat <&3; readlink /proc/self/fd/4 > /dev/null && echo four; ls /proc/self/fd | wc -l");
        oci.shell("echo kept > three").ok();
        assertEquals(
                "kept\n4",
                String.join(
                        "\n",
                        oci.shell("$OCI run -b box --preserve-fds 1 one 3< three")
                                .ok()
                                .text()
                                .lines()
                                .limit(2)
                                .map(line -> line.equals("5") ? "4" : line)
                                .toList()));
        Commands.Result result = oci.shell("$OCI run -b box --preserve-fds 5 one");
        assertEquals(1, result.status());
        assertTrue(result.err().contains("it is not open"), result.err());
    }

    @Test
    void pausesChangesLimitsAndCounts() throws Exception {
        program("sleep 1000");
        oci.shell("$OCI run -d -b box one").ok();
        oci.shell("$OCI pause one").ok();
        assertEquals("paused", status("", "one"));
        assertEquals(255, oci.shell("$OCI exec one true").status());
        oci.shell("$OCI resume one").ok();
        oci.shell("$OCI update --pids-limit 33 one").ok();
        assertEquals(
                "33",
                oci.shell(
                                "cat /sys/fs/cgroup/pids/$(grep pids: /proc/$($OCI ps -f json one | tr -d '[]')/cgroup | cut -d: -f3)/pids.max")
                        .ok()
                        .text());
        assertTrue(oci.shell("$OCI events --stats one").ok().out().contains("\"pids\":{\"current\":1}"));
        oci.shell("$OCI kill --all one KILL").ok();
    }

    @Test
    void specAndFeaturesAreWhatTheySay() throws Exception {
        oci.shell("mkdir -p new && ln -sfn ../box/rootfs new/rootfs && $OCI spec -b new")
                .ok();
        Commands.Result result = oci.shell(
                "cd new && sed -i 's/\"terminal\": true/\"terminal\": false/; s/\"sh\"/\"hostname\"/' config.json"
                        + " && $OCI run two");
        assertEquals("atoll", result.ok().text());
        assertTrue(oci.shell("$OCI features").ok().out().contains("\"createContainer\""));
        assertTrue(oci.shell("$OCI --version").ok().out().contains("spec: 1.2.0"));
        assertFalse(oci.shell("$OCI --systemd-cgroup create -b box one").status() == 0);
    }
}
