package io.atoll.cli.internal.command;

import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.RootArchives;
import io.atoll.api.layer.UnpackReport;
import io.atoll.api.layer.UnpackReport.Omission;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Archives that are the list of what should be in them. */
final class FakeRootArchives implements RootArchives {
    final List<Omission> omissions = new ArrayList<>();

    @Override
    public LayerBlob read(InputStream archive, LayerFormat format) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UnpackReport write(List<LayerBlob> layers, OutputStream archive) throws IOException {
        return write(layers.toString(), archive);
    }

    @Override
    public UnpackReport writeMerged(List<Path> directories, OutputStream archive) throws IOException {
        return write(directories.toString(), archive);
    }

    private UnpackReport write(String text, OutputStream archive) throws IOException {
        archive.write(text.getBytes(StandardCharsets.UTF_8));
        return new UnpackReport(1, text.length(), omissions, omissions.size());
    }
}
