package io.atoll.itests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What real shells make of a line that is half typed. */
class CompletionIT extends EndToEnd {
    @BeforeAll
    void things() throws Exception {
        atoll.run("image", "index", "create", "all:1", image).ok();
        atoll.run("create", "--name", "some-container", image, "true").ok();
    }

    @Override
    void removeContainers() {
        // It is there for every test.
    }

    @Test
    @DisplayName("bash: commands, flags and their values, images with colons, indexes, containers, files")
    void bashCompletes() throws Exception {
        assertEquals("history", bash("atoll hist"));
        assertEquals("add annotate", bash("atoll image index a"));
        assertEquals("inspect", bash("atoll manifest ins"));
        assertEquals("--no-trunc --noheading", bash("atoll image ls --no"));
        assertEquals("json", bash("atoll image ls --format j"));
        assertEquals("size", bash("atoll images --sort=s"));
        String afterColons = image.substring(image.lastIndexOf(':') + 1);
        assertEquals(afterColons, bash("atoll rmi " + image.substring(0, image.length() - 1)));
        assertEquals("all:1", bash("atoll image index push "));
        assertEquals("some-container", bash("atoll export so"));
        assertTrue(bash("atoll image import /etc/passw").startsWith("/etc/passwd"));
        assertEquals("", bash("atoll nothing-of-the-kind x"));
    }

    /** What bash would offer at the end of the line: the script runs in a real one. */
    private String bash(String line) throws Exception {
        String script = """
                source <($ATOLL completion bash)
                PATH=$(dirname $ATOLL):$PATH
                COMP_LINE='%s' COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMP_KEY=9
                # As readline cuts it.
                mapfile -t COMP_WORDS < <(grep -oE '[^ :=]+|[:=]+' <<<"$COMP_LINE")
                [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _atoll
                echo "${COMPREPLY[@]}"
                """.formatted(line);
        Commands.Result result = atoll.shell(script);
        assertEquals("", result.err());
        return result.text();
    }

    @Test
    @DisplayName("zsh: the same, typed at a terminal with the tabulator at the end")
    void zshCompletes() throws Exception {
        Path typed = Files.createFile(work.resolve("typed"));
        Path settings = Files.createDirectories(work.resolve("zsh"));
        Files.writeString(settings.resolve(".zshrc"), """
                autoload -U compinit; compinit -D
                source <(atoll completion zsh)
                PS1='ready> '
                # What the line has become, and a new one.
                become() { print -r -- "<$BUFFER>" >>$TYPED; BUFFER=; zle reset-prompt }
                zle -N become; bindkey '^Xb' become
                """);
        Map<String, String> environment = Map.of(
                "ATOLL_ROOT", atoll.root.toString(),
                "ZDOTDIR", settings.toString(),
                "TYPED", typed.toString(),
                "PATH", Atoll.HOME.resolve("bin") + ":" + System.getenv("PATH"),
                "TERM", "xterm");
        try (Terminal user = new Terminal(environment, work.resolve("zsh-screen"), "zsh --no-globalrcs -i")) {
            user.awaitText("ready> ");
            for (String[] pair : new String[][] {
                {"atoll hist", "atoll history "},
                {"atoll image index an", "atoll image index annotate "},
                {"atoll image ls --noh", "atoll image ls --noheading "},
                {"atoll image ls --format j", "atoll image ls --format json "},
                {"atoll rmi " + image.substring(0, image.length() - 1), "atoll rmi " + image + " "},
                {"atoll image index push ", "atoll image index push all:1 "},
                {"atoll export so", "atoll export some-container "},
                {"atoll image copy oci-", "atoll image copy oci-archive:"},
                {"atoll image import /etc/passw", "atoll image import /etc/passwd"},
                {"atoll nothing-of-the-kind x", "atoll nothing-of-the-kind x"},
            }) {
                user.type(pair[0] + "\t\030b");
                Atoll.eventually(pair[0] + " is completed", () -> !lines(typed).isEmpty());
                assertEquals("<" + pair[1] + ">\n", lines(typed));
                Files.writeString(typed, "");
            }
            user.type("atoll image index \t");
            user.awaitText("Show what an index lists.");
        }
    }

    private static String lines(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
