package io.atoll.runtime.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Security;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.runtime.plan.LaunchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityChecksTest {
    @TempDir
    Path temporary = Path.of("/nonexistent");

    /** Filters that say what they were made of. */
    private static final SeccompCompiler COMPILER = new SeccompCompiler() {
        @Override
        public byte[] compileDefault(Set<String> capabilities) {
            return ("default " + capabilities.size()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] compile(byte[] profile, Set<String> capabilities) {
            if (profile[0] != '{') {
                throw new AtollException(ErrorCode.INVALID, "no profile");
            }
            return profile.clone();
        }
    };

    private static Security security(
            boolean privileged,
            @Nullable String seccomp,
            @Nullable String appArmor,
            List<String> masked,
            List<String> unmasked) {
        return new Security(privileged, List.of(), List.of(), null, seccomp, appArmor, masked, unmasked, List.of());
    }

    private SecurityChecks checks() {
        return new SecurityChecks(temporary.resolve("enabled"), () -> COMPILER);
    }

    private static String filter(Security security) {
        return new String(Filters.of(security, Capabilities.of(security), COMPILER), StandardCharsets.UTF_8);
    }

    @Test
    void whoAsksForNothingGetsTheDefaultAndNothingIsLookedAt() {
        SecurityChecks checks = new SecurityChecks(temporary, () -> {
            throw new AssertionError("not on the way of every container");
        });
        assertSame(Security.DEFAULT, checks.checked(Security.DEFAULT));
    }

    @Test
    void filters() {
        assertEquals("default 13", filter(Security.DEFAULT));
        assertEquals("", filter(security(false, "unconfined", null, List.of(), List.of())));
        assertEquals("", filter(security(true, null, null, List.of(), List.of())));
        assertEquals("{ü}", filter(security(false, "{ü}", null, List.of(), List.of())));
        assertEquals(
                "{x}",
                filter(security(true, "{x}", null, List.of(), List.of())),
                "a profile holds for privileged, too");
        assertThrows(AtollException.class, () -> checks().checked(security(false, "x", null, List.of(), List.of())));
    }

    @Test
    void newPrivilegesAreForbiddenUnlessAskedFor() {
        assertTrue(Security.DEFAULT.isWithoutNewPrivileges());
        assertFalse(security(true, null, null, List.of(), List.of()).isWithoutNewPrivileges());
        assertFalse(new Security(false, List.of(), List.of(), false, null, null, List.of(), List.of(), List.of())
                .isWithoutNewPrivileges());
        assertTrue(new Security(true, List.of(), List.of(), true, null, null, List.of(), List.of(), List.of())
                .isWithoutNewPrivileges());
    }

    @Test
    void appArmorNeedsAKernelThatHasIt() throws IOException {
        Security confined = security(false, null, "docker-default", List.of(), List.of());
        AtollException e = assertThrows(AtollException.class, () -> checks().checked(confined));
        assertEquals(ErrorCode.UNSUPPORTED, e.code());
        checks().checked(security(false, null, "unconfined", List.of(), List.of()));
        Files.writeString(temporary.resolve("enabled"), "Y\n");
        checks().checked(confined);
        Security odd = security(false, null, "a\nb", List.of(), List.of());
        assertEquals(
                ErrorCode.INVALID,
                assertThrows(AtollException.class, () -> checks().checked(odd)).code());
        LaunchPlan.Builder plan = LaunchPlan.builder();
        AppArmor.add(plan, confined);
        assertEquals("apparmor docker-default\n", plan.build().toString());
    }

    @Test
    void pathsThatAreMaskedOrNotAnyMore() {
        String usual = protection(Security.DEFAULT);
        assertTrue(usual.contains("mask /proc/kcore\n") && usual.contains("readonly /proc/sys\n"), usual);
        assertEquals("", protection(security(true, null, null, List.of(), List.of())));
        assertEquals("mask /x\n", protection(security(true, null, null, List.of("/x"), List.of())));
        assertEquals("", protection(security(false, null, null, List.of(), List.of("all"))));
        String some = protection(security(false, null, null, List.of("/a/../b"), List.of("/proc/sys", "/sys/*/")));
        assertFalse(some.contains("readonly /proc/sys\n"), some);
        String sys = protection(security(false, null, null, List.of(), List.of("/sys/*", "/proc/kcore")));
        assertFalse(sys.contains("/sys/firmware") || sys.contains("kcore"), sys);
        assertTrue(sys.contains("readonly /proc/sys\n"), "/sys/* is not /proc/sys");
        for (String path : List.of("proc", "/", "", "/..")) {
            assertThrows(
                    AtollException.class,
                    () -> checks().checked(security(false, null, null, List.of(path), List.of())),
                    path);
        }
    }

    private String protection(Security security) {
        LaunchPlan.Builder plan = LaunchPlan.builder();
        PathProtection.add(plan, checks().checked(security));
        return plan.build().toString();
    }
}
