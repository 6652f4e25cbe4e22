package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Health checks, asked for by the engine. */
class HealthIT extends EndToEnd {
    private String inspect(String name, String field) {
        try {
            return atoll.run("inspect", "-f", "{{" + field + "}}", name).text();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitHealth(String name, String health) throws InterruptedException {
        Atoll.eventually(
                name + " is " + health,
                () -> inspect(name, ".State.Health.Status").equals(health));
    }

    @Test
    void goesThroughItsStates() throws Exception {
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "web",
                        "--health-cmd",
                        "echo asked; test -e /well",
                        "--health-interval",
                        "100ms",
                        "--health-retries",
                        "2",
                        image,
                        "sleep",
                        "1000")
                .ok();
        assertEquals(
                "-1", atoll.run("wait", "--condition", "unhealthy", "web").ok().text());
        assertTrue(atoll.run("ps").ok().out().contains("(unhealthy)"));
        assertEquals(
                "1 asked",
                inspect("web", "(index .State.Health.Log 0).ExitCode") + " "
                        + inspect("web", "(index .State.Health.Log 0).Output"));
        atoll.run("exec", "web", "touch", "/well").ok();
        awaitHealth("web", "healthy");
        assertEquals(
                "web",
                atoll.run("ps", "--filter", "health=healthy", "--format", "{{.Names}}")
                        .ok()
                        .text());
        Atoll.eventually(
                "five are kept", () -> inspect("web", "len .State.Health.Log").equals("5"));
        assertEquals(0, atoll.run("healthcheck", "run", "web").status());
        String events = atoll.run(
                        "events",
                        "--since",
                        "5m",
                        "--until",
                        "0s",
                        "-f",
                        "container=web",
                        "-f",
                        "event=health_status",
                        "--format",
                        "{{.Action}}")
                .ok()
                .out();
        assertEquals("health_status: unhealthy\nhealth_status: healthy\n", events);
        atoll.run("restart", "-t", "0", "web").ok();
        awaitHealth("web", "healthy");
    }

    @Test
    void theNextEngineGoesOnAsking() throws Exception {
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "db",
                        "--health-cmd",
                        "test -e /well",
                        "--health-interval",
                        "100ms",
                        image,
                        "sh",
                        "-c",
                        "touch /well; exec sleep 1000")
                .ok();
        awaitHealth("db", "healthy");
        atoll.killEngine();
        assertEquals("healthy", inspect("db", ".State.Health.Status"), "it is known at once");
        atoll.run("exec", "db", "rm", "/well").ok();
        awaitHealth("db", "unhealthy");
    }

    @Test
    void oneThatTakesTooLongIsKilled() throws Exception {
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "slow",
                        "--health-cmd",
                        "exec sleep 1234",
                        "--health-interval",
                        "100ms",
                        "--health-timeout",
                        "200ms",
                        "--health-retries",
                        "1",
                        image,
                        "sleep",
                        "1000")
                .ok();
        awaitHealth("slow", "unhealthy");
        assertEquals("-1", inspect("slow", "(index .State.Health.Log 0).ExitCode"));
        assertEquals("Health check exceeded timeout (200ms)", inspect("slow", "(index .State.Health.Log 0).Output"));
        Atoll.eventually("it is not left running", () -> processes() <= 1);
    }

    private int processes() {
        try {
            return Integer.parseInt(
                    atoll.shell("$ATOLL exec slow ps | grep -c '[s]leep 1234'").text());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAnImageSays() throws Exception {
        atoll.run("create", "--name", "base", image, "true").ok();
        atoll.shell(
                        "$ATOLL export base | $ATOLL image import --change 'HEALTHCHECK --interval=100ms CMD true' - checked:1")
                .ok();
        atoll.run("run", "-d", "--name", "image", "checked:1", "sleep", "1000").ok();
        awaitHealth("image", "healthy");
        atoll.run(
                        "run",
                        "-d",
                        "--name",
                        "asked",
                        "--health-cmd",
                        "false",
                        "--health-retries",
                        "1",
                        "checked:1",
                        "sleep",
                        "1000")
                .ok();
        awaitHealth("asked", "unhealthy");
        atoll.run("run", "-d", "--name", "off", "--no-healthcheck", "checked:1", "sleep", "1000")
                .ok();
        assertEquals("<no value>", inspect("off", ".State.Health"));
        assertEquals(125, atoll.run("healthcheck", "run", "off").status());
        assertEquals(
                125,
                atoll.run("run", "--no-healthcheck", "--health-cmd", "true", "checked:1", "true")
                        .status());
        assertEquals(
                125,
                atoll.run("run", "--health-interval", "soon", "checked:1", "true")
                        .status());
    }
}
