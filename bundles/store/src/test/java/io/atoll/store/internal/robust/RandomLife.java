package io.atoll.store.internal.robust;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.List;
import java.util.Random;

/** An engine that does one thing after another, as a seed has it. */
final class RandomLife {
    private final Random random;
    private final String names;
    private final String owner;
    private final Operations operations;
    private final List<SmallImage> images = Expectations.Known.all();
    private final List<SmallIndex> indexes = Expectations.Known.indexes();

    /**
     * @param names what the names of its images begin with
     * @param owner of its leases, nobody else's
     */
    RandomLife(long seed, String names, String owner, Operations operations) {
        this.random = new Random(seed);
        this.names = names;
        this.owner = owner;
        this.operations = operations;
    }

    void step() {
        SmallImage image = images.get(random.nextInt(images.size()));
        String name = names + random.nextInt(3) + ":1";
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> operations.pull(name, image, owner);
            case 3 -> operations.pullIndex(name, indexes.get(random.nextInt(indexes.size())), owner);
            case 4, 5 -> unlessGone(() -> operations.remove(name));
            case 6 -> operations.collectGarbage();
            case 7 -> operations.lease("container/" + owner, image.diffIds());
            case 8 -> operations.release("container/" + owner);
            default -> unlessGone(() -> operations.tag(name, image));
        }
    }

    /** Others remove images too. */
    private static void unlessGone(Runnable operation) {
        try {
            operation.run();
        } catch (AtollException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }
}
