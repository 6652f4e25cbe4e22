package io.atoll.seccomp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Profiles of users. */
final class ProfileTest {
    private static final Machine MACHINE = new Machine("amd64", "4.7.3-generic", "test");

    @BeforeAll
    static void isX86() {
        boolean x86 = Machine.architecture(System.getProperty("os.arch", "")).equals("amd64");
        assumeTrue(x86 && LibSeccompTest.isInstalled(), "needs x86_64 and libseccomp2");
    }

    private static Simulator compile(String json, String... capabilities) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new Simulator(
                new FilterBuilder(MACHINE).build(new ProfileReader(MACHINE).read(bytes), Set.of(capabilities)));
    }

    private static String say(Simulator filter, int call, long... arguments) {
        return filter.say(Architectures.X86_64, call, arguments);
    }

    @Test
    void aDenyList() {
        Simulator filter = compile("""
                {'defaultAction':'SCMP_ACT_ALLOW','syscalls':[
                 {'names':['mkdir','no_such_call','mount'],'action':'SCMP_ACT_ERRNO','errnoRet':28},
                 {'name':'rmdir','action':'SCMP_ACT_KILL_PROCESS'},
                 {'names':['mseal'],'action':'SCMP_ACT_ERRNO'},
                 {'names':['chdir'],'action':'SCMP_ACT_TRACE','errnoRet':7},
                 {'names':['sync'],'action':'SCMP_ACT_LOG'},
                 {'names':['pause'],'action':'SCMP_ACT_TRAP'}]}""");
        assertEquals("0x0005001c", say(filter, 83));
        assertEquals("0x0005001c", say(filter, 165));
        assertEquals("kill", say(filter, 84));
        assertEquals("EPERM", say(filter, 462));
        assertEquals("0x7ff00007", say(filter, 80));
        assertEquals("0x7ffc0000", say(filter, 162));
        assertEquals("0x00030000", say(filter, 34));
        assertEquals("allow", say(filter, 999), "what is allowed is not answered for the kernel");
        assertEquals("kill", filter.say(Architectures.X86, 3), "only the architectures named");
    }

    @Test
    void comparisons() {
        Simulator filter = compile("""
                {'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':38,'syscalls':[
                 {'names':['read'],'action':'SCMP_ACT_ALLOW','args':[{'index':0,'op':'SCMP_CMP_LT','value':3}]},
                 {'names':['write'],'action':'SCMP_ACT_ALLOW','args':[
                   {'index':0,'op':'SCMP_CMP_GE','value':3},{'index':2,'op':'SCMP_CMP_LE','value':18446744073709551614}]},
                 {'names':['close'],'action':'SCMP_ACT_ALLOW','args':[
                   {'index':0,'op':'SCMP_CMP_EQ','value':3},{'index':0,'op':'SCMP_CMP_GT','value':9}]},
                 {'names':['dup'],'action':'SCMP_ACT_ALLOW','args':[{'index':0,'op':'SCMP_CMP_NE','value':3}]},
                 {'names':['lseek'],'action':'SCMP_ACT_ALLOW','args':[
                   {'index':5,'op':'SCMP_CMP_MASKED_EQ','value':240,'valueTwo':16}]}]}""");
        assertEquals("allow", say(filter, 0, 2));
        assertEquals("ENOSYS", say(filter, 0, 3));
        assertEquals("allow", say(filter, 1, 3, 0, 5));
        assertEquals("ENOSYS", say(filter, 1, 2, 0, 5));
        assertEquals("ENOSYS", say(filter, 1, 3, 0, -1));
        assertEquals("allow", say(filter, 3, 3));
        assertEquals("allow", say(filter, 3, 10));
        assertEquals("ENOSYS", say(filter, 3, 5));
        assertEquals("ENOSYS", say(filter, 32, 3));
        assertEquals("allow", say(filter, 32, 1L << 40));
        assertEquals("allow", say(filter, 8, 0, 0, 0, 0, 0, 0x1f));
        assertEquals("ENOSYS", say(filter, 8, 0, 0, 0, 0, 0, 0x2f));
    }

    @Test
    void conditions() {
        String profile = """
                {'defaultAction':'SCMP_ACT_ERRNO','archMap':[
                  {'architecture':'SCMP_ARCH_AARCH64','subArchitectures':['SCMP_ARCH_ARM']},
                  {'architecture':'SCMP_ARCH_X86_64','subArchitectures':['SCMP_ARCH_X86']}],'syscalls':[
                 {'names':['read'],'action':'SCMP_ACT_ALLOW','includes':{'caps':['A','B']}},
                 {'names':['write'],'action':'SCMP_ACT_ALLOW','excludes':{'caps':['A','B']}},
                 {'names':['ptrace'],'action':'SCMP_ACT_ALLOW','includes':{'minKernel':'4.8'}},
                 {'names':['dup'],'action':'SCMP_ACT_ALLOW','includes':{'minKernel':'4.7'}},
                 {'names':['open'],'action':'SCMP_ACT_ALLOW','includes':{'arches':['arm64']}},
                 {'names':['close'],'action':'SCMP_ACT_ALLOW','includes':{'arches':['amd64','x32']}},
                 {'names':['stat'],'action':'SCMP_ACT_ALLOW','excludes':{'arches':['amd64']}}]}""";
        Simulator one = compile(profile, "A");
        assertEquals("EPERM EPERM", say(one, 0) + " " + say(one, 1));
        Simulator none = compile(profile);
        assertEquals("EPERM allow", say(none, 0) + " " + say(none, 1));
        assertEquals("allow", say(compile(profile, "A", "B", "C"), 0));
        assertEquals("EPERM allow", say(none, 101) + " " + say(none, 32));
        assertEquals("EPERM allow EPERM", say(none, 2) + " " + say(none, 3) + " " + say(none, 4));
        assertEquals("allow", none.say(Architectures.X86, 6), "close of x86");
        assertEquals("ENOSYS", say(none, 500), "younger than anything named");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "{; cannot read seccomp profile",
                "{}; defaultAction: '' is no action",
                "{'defaultAction':'ALLOW'}; defaultAction: 'ALLOW' is no action",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':{}}; syscalls: expected an array",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{}]}; syscalls[0]: it names no system call",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a'],'action':'X'}]}; syscalls[0].action: 'X' is no action",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a'],'name':'b'}]}; syscalls[0]: there are 'name' and 'names'",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':[1]}]}; syscalls[0].names: expected strings",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a'],'action':'SCMP_ACT_ERRNO','errnoRet':4096}]}; syscalls[0].action: '4096' is not an error number",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a'],'action':'SCMP_ACT_KILL','args':[{'index':6}]}]}; syscalls[0].args[0].index: a call has arguments 0 to 5",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a'],'action':'SCMP_ACT_KILL','args':[{'op':'EQ'}]}]}; syscalls[0].args[0].op: 'EQ' is not one of",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a'],'action':'SCMP_ACT_KILL','args':[{'op':'SCMP_CMP_EQ','value':-1}]}]}; syscalls[0].args[0].value: expected a number",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a'],'action':'SCMP_ACT_KILL','includes':{'minKernel':'new'}}]}; syscalls[0].includes.minKernel: 'new' is not",
                "{'defaultAction':'SCMP_ACT_ALLOW','architectures':['SCMP_ARCH_Z80']}; architectures: 'SCMP_ARCH_Z80' is unknown"
            })
    void whatIsWrongIsSaidWithItsPlace(String profile, String message) {
        AtollException e = assertThrows(AtollException.class, () -> compile(profile));
        assertEquals(ErrorCode.INVALID, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
    }

    @Test
    void listenersAreNotSupported() {
        AtollException e = assertThrows(
                AtollException.class,
                () -> compile(
                        "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['mount'],'action':'SCMP_ACT_NOTIFY'}]}"));
        assertEquals(ErrorCode.UNSUPPORTED, e.code());
    }
}
