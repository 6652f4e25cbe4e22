package io.atoll.cli.internal.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Go's text/template prints for the same template and data. */
class TemplateTest {
    private static final JsonNode DATA = Json.parse("""
            {"ID":"4bcff63911fc","Size":7,"Ratio":0.5,"On":true,"Off":false,"Empty":"","Names":["a","b","c"],"None":[],
             "Config":{"Env":["A=1","B=2"],"Labels":{"z":"26","a":"1"},"pid":12},"Nothing":null}
            """.getBytes(StandardCharsets.UTF_8), "data");

    private static String apply(String template) {
        return Template.parse(template).apply(DATA);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '´', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            plain¦plain
            {{.ID}}¦4bcff63911fc
            <{{.ID}}-{{ .Size }}>¦<4bcff63911fc-7>
            {{.Config.Env}}¦[A=1 B=2]
            {{.Config.Labels}}¦map[a:1 z:26]
            {{.Config.Labels.z}} {{.Config.Labels.none}}¦26 <no value>
            {{.config.PID}}¦12
            {{json .Config.Env}}¦["A=1","B=2"]
            {{.Names | json}}¦["a","b","c"]
            {{index .Names 1}} {{index .Config.Labels "a"}}¦b 1
            {{index .Config "Labels" "z"}}¦26
            {{len .Names}} {{len .ID}}¦3 12
            {{join .Names ", "}}¦a, b, c
            {{range split "a:b:c" ":"}}[{{.}}]{{end}}¦[a][b][c]
            {{upper .ID}} {{"ABC" | lower}} {{title "a word"}}¦4BCFF63911FC abc A Word
            {{truncate .ID 4}}|{{pad "x" 2 1}}|{{pad "" 2 1}}¦4bcf|  x |
            {{if .On}}yes{{else}}no{{end}}¦yes
            {{if .Off}}yes{{else if eq .Size 7}}seven{{else}}no{{end}}¦seven
            {{if .Empty}}a{{end}}{{if .None}}b{{end}}{{if .Nothing}}c{{end}}¦
            {{with .Config}}{{.pid}}{{end}}{{with .None}}x{{else}}-{{end}}¦12-
            {{range .Names}}<{{.}}>{{end}}¦<a><b><c>
            {{range $i, $n := .Names}}{{if $i}},{{end}}{{$i}}={{$n}}{{end}}¦0=a,1=b,2=c
            {{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}¦a=1;z=26;
            {{range .None}}x{{else}}none{{end}}¦none
            {{$x := .Size}}{{$x = 8}}{{$x}} {{$.ID}}¦8 4bcff63911fc
            {{range .Names}}{{$.Size}}{{end}}¦777
            {{eq .Size 7}} {{ne .ID "x"}} {{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 1 2}}¦true true true true false false
            {{eq .ID "x" "4bcff63911fc"}} {{not .On}}¦true false
            {{and .On .Size}} {{or .Empty "other"}} {{and .Off .Nope}}¦7 other false
            {{(index .Names 0) | printf "%s-%s" "x"}}¦x-a
            {{(.Config).Env}}¦[A=1 B=2]
            {{printf "%-6s|%5d|%05d|%.2f|%q|%x|%%|%v" .Names .Size 42 .Ratio "a\\"b" 255 true}}¦[a b c]|    7|00042|0.50|"a\\"b"|ff|%|true
            {{print "a" 1 2 "b"}} {{println "a" 1}}x¦a1 2b a 1\\nx
            a {{- .Size -}} b¦a7b
            a {{- /* nothing */ -}} b¦ab
            {{"}}"}}{{`raw "x"`}}¦}}raw "x"
            {{slice .ID 0 4}} {{slice .Names 1}}¦4bcf [b c]
            {{-1}} {{- 3}}¦-13
            """)
    void asGoDoes(String template, String expected) {
        assertEquals(
                (expected == null ? "" : expected).replace("\\n", "\n").replace("\\\"", "\\\""),
                apply(template.replace("\\\\", "\\")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '´', textBlock = """
            {{.ID¦at character 1: '{{' has no '}}'
            {{.Nope}}¦at character 3: there is no field '.Nope'; there are .ID, .Size
            {{nope .ID}}¦at character 3: there is no function 'nope'
            {{if .ID}}x¦at character 3: 'if' has no {{end}}
            x{{end}}¦at character 4: 'end' without a beginning
            {{.ID.X}}¦'4bcff63911fc' has no field 'X'
            {{range .Size}}{{end}}¦range needs a list
            {{index .Names 3}}¦index: there is no element 3: there are 3
            {{$x}}¦there is no variable '$x'
            {{}}¦a value is missing before '}}'
            {{.ID |}}¦a value is missing
            {{.ID .Size}}¦this is no function: it takes no arguments
            {{upper}}¦upper: needs 1 argument, not 0
            {{lt .ID 3}}¦'4bcff63911fc' and '3' cannot be compared
            {{printf "%d" .ID}}¦'%d' needs a whole number, not '4bcff63911fc'
            {{printf "%s"}}¦has no argument
            {{"x¦the string has no end
            {{.ID !}}¦unexpected '!'
            {{(.ID}}¦unexpected '}}'
            {{if}}x{{end}}¦a value is missing
            {{if .On}}x{{else .ID}}y{{end}}¦unexpected '.ID' after 'else'
            {{pad "x" 100000 1}}¦from 0 to 10000 blanks
            {{printf "%99999999d" 1}}¦a width of at most 10000
            """)
    void errorsSayWhatAndWhere(String template, String expected) {
        AtollException e = assertThrows(AtollException.class, () -> apply(template));
        assertEquals(ErrorCode.INVALID, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).startsWith("invalid template, at character "), e.getMessage());
    }

    @Test
    void bounded() {
        String deep = "{{if .On}}".repeat(101) + "{{end}}".repeat(101);
        assertThrows(AtollException.class, () -> apply(deep));
        assertThrows(AtollException.class, () -> apply("{{" + "(".repeat(200) + ".ID" + ")".repeat(200) + "}}"));
        assertThrows(AtollException.class, () -> apply("x".repeat(70_000)));
        String doubling = "{{$x := \"xxxxxxxx\"}}" + "{{$x = printf \"%s%s\" $x $x}}".repeat(40) + "{{len $x}}";
        assertThrows(AtollException.class, () -> apply(doubling));
        String loops = "{{range .Names}}".repeat(20) + "x" + "{{end}}".repeat(20);
        assertThrows(AtollException.class, () -> apply(loops));
        String joined = "{{$x := join .Names (printf \"%9999s\" \"\")}}{{$y := split $x \" \"}}{{join $y $x}}";
        assertThrows(AtollException.class, () -> apply(joined));
    }

    @Test
    void headings() {
        Map<String, String> known = Map.of("ID", "IMAGE ID");
        assertEquals(
                "IMAGE ID\tSIZE\tCREATED BY",
                Template.parse("{{.ID}}\t{{if gt .Size 3}}{{.Size}}{{end}}\t{{upper .CreatedBy}}")
                        .heading(known));
        assertEquals("NAMES", Template.parse("{{range .Names}}{{.}}{{end}}").heading(known));
    }

    @Test
    void valuesAreCleanedTheTemplateIsNot() {
        assertEquals("\u001b[1m4BCFF63911FC", Template.parse("\u001b[1m{{.ID}}").apply(DATA, String::toUpperCase));
    }
}
