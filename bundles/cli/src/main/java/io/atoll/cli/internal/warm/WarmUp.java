package io.atoll.cli.internal.warm;

import io.atoll.api.posix.Syscalls;
import io.atoll.cli.internal.server.Handler;
import io.atoll.json.OciJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Does once what commands do, changing nothing. */
@Component(service = Runnable.class, property = "atoll.idle.task=warm-up")
public final class WarmUp implements Runnable {
    private static final byte[] MANIFEST = """
            {"schemaVersion":2,"config":{"digest":"sha256:%1$s","size":1},"layers":[{"digest":"sha256:%1$s","size":1}]}""".formatted("0".repeat(64)).getBytes(StandardCharsets.US_ASCII);

    /** Enough for the compiler to take notice of what is slow; less than 0.1 s of one processor. */
    private static final int ROUNDS = 20;

    /** What lists costs as much as there is to list. */
    private static final int LISTING_ROUNDS = 3;

    private final Handler handler;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Syscalls syscalls;

    @Activate
    public WarmUp(@Reference Handler handler) {
        this.handler = handler;
    }

    @Override
    public void run() {
        Syscalls calls = syscalls;
        if (calls != null) {
            calls.euid();
        }
        OciJson.manifest(MANIFEST, "warm-up");
        try {
            repeat(LISTING_ROUNDS, List.of("ps", "image ls", "ps --json", "version"));
            // Fails, but only after flags, mixins and references have been parsed and the store was asked.
            repeat(
                    ROUNDS,
                    List.of(
                            "run --rm -e A=1 --pull never localhost/atoll-warm-up:none true",
                            "exec -e A=1 atoll-warm-up-none true",
                            "stop -t 0 atoll-warm-up-none"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat(int rounds, List<String> lines) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            for (String line : lines) {
                handler.run(new SilentContext(), List.of(line.split(" ")));
            }
        }
    }
}
