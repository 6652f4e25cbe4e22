package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Resources;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that limit a container. */
public final class ResourceOptions {
    private static final long PERIOD = 100_000;

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            description = "Memory at most, for example 512m.")
    private @Nullable String memory;

    @Option(
            names = "--memory-swap",
            paramLabel = "SIZE",
            description = "Memory and swap together at most; -1 for all the swap there is. Twice the memory otherwise.")
    private @Nullable String memorySwap;

    @Option(
            names = "--memory-reservation",
            paramLabel = "SIZE",
            description = "Memory it is pressed down to when the host runs short.")
    private @Nullable String memoryReservation;

    @Option(
            names = "--memory-swappiness",
            paramLabel = "NUMBER",
            description = "How readily its memory is swapped out: 0 to 100; -1 as the host's.")
    private @Nullable Long memorySwappiness;

    @Option(
            names = "--oom-kill-disable",
            description = "Let its processes wait, instead of killing one, when it has no more memory.")
    private boolean oomKillDisable;

    @Option(names = "--cpus", paramLabel = "NUMBER", description = "Processors at most, for example 1.5.")
    private @Nullable String cpus;

    @Option(
            names = {"-c", "--cpu-shares"},
            paramLabel = "NUMBER",
            description = "Its weight when processors are short; others have 1024.")
    private @Nullable Long cpuShares;

    @Option(names = "--cpu-period", paramLabel = "MICROSECONDS", description = "The period of --cpu-quota.")
    private @Nullable Long cpuPeriod;

    @Option(names = "--cpu-quota", paramLabel = "MICROSECONDS", description = "Processor time within a period.")
    private @Nullable Long cpuQuota;

    @Option(names = "--cpu-rt-period", paramLabel = "MICROSECONDS", description = "The period of --cpu-rt-runtime.")
    private @Nullable Long cpuRealtimePeriod;

    @Option(
            names = "--cpu-rt-runtime",
            paramLabel = "MICROSECONDS",
            description = "Processor time of its real-time processes within a period.")
    private @Nullable Long cpuRealtimeRuntime;

    @Option(names = "--cpuset-cpus", paramLabel = "LIST", description = "The processors it may use: 0-2,4.")
    private @Nullable String cpusetCpus;

    @Option(names = "--cpuset-mems", paramLabel = "LIST", description = "The memory nodes it may use: 0,1.")
    private @Nullable String cpusetMems;

    @Option(
            names = "--pids-limit",
            paramLabel = "NUMBER",
            description = "Processes and threads at most; -1 for no limit.")
    private @Nullable Long pids;

    @Option(
            names = "--blkio-weight",
            paramLabel = "NUMBER",
            description = "Its weight when disks are busy: 10 to 1000.")
    private @Nullable Long blkioWeight;

    @Mixin
    private BlockLimitOptions disks = new BlockLimitOptions();

    @Option(
            names = "--cgroup-conf",
            paramLabel = "FILE=VALUE",
            description = "What to write to a file of its group of version 2, for example memory.high=1073741824.")
    private List<String> unified = List.of();

    /** @throws AtollException INVALID if one of them is not a number or size */
    Resources resources() {
        Long quota = cpuQuota;
        Long period = cpuPeriod;
        if (cpus != null) {
            if (quota != null || period != null) {
                throw new AtollException(
                        ErrorCode.INVALID, "--cpus is --cpu-quota and --cpu-period in one: give either");
            }
            quota = quota(cpus);
            period = PERIOD;
        }
        return Resources.builder()
                .memory(Sizes.parse("--memory", memory))
                .memorySwap(
                        memorySwap != null && memorySwap.equals("-1")
                                ? Long.valueOf(-1)
                                : Sizes.parse("--memory-swap", memorySwap))
                .memoryReservation(Sizes.parse("--memory-reservation", memoryReservation))
                .memorySwappiness(memorySwappiness == null || memorySwappiness == -1 ? null : memorySwappiness)
                .oomKillDisable(oomKillDisable ? Boolean.TRUE : null)
                .cpuShares(cpuShares)
                .cpuQuota(quota)
                .cpuPeriod(period)
                .cpuRealtimePeriod(cpuRealtimePeriod)
                .cpuRealtimeRuntime(cpuRealtimeRuntime)
                .cpusetCpus(cpusetCpus)
                .cpusetMems(cpusetMems)
                .pids(pids != null && pids == 0 ? Long.valueOf(-1) : pids)
                .blkioWeight(blkioWeight)
                .blockLimits(disks.limits())
                .unified(Sizes.pairs("--cgroup-conf", unified))
                .build();
    }

    private static Long quota(String cpus) {
        try {
            BigDecimal number = new BigDecimal(cpus);
            if (cpus.length() <= 12 && number.signum() > 0 && number.compareTo(BigDecimal.valueOf(100_000)) < 0) {
                return number.multiply(BigDecimal.valueOf(PERIOD)).longValue();
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new AtollException(
                ErrorCode.INVALID, "invalid number of processors '%s': expected for example 1.5".formatted(cpus));
    }
}
