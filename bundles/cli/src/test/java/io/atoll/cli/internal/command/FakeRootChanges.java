package io.atoll.cli.internal.command;

import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.RootChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The same changes in every root. */
final class FakeRootChanges implements RootChanges {
    final List<Change> all = new ArrayList<>();

    @Override
    public void list(ChangedRoot root, Consumer<? super Change> visitor) {
        all.forEach(visitor);
    }

    @Override
    public LayerBlob store(ChangedRoot root, LayerFormat format) {
        throw new UnsupportedOperationException();
    }
}
