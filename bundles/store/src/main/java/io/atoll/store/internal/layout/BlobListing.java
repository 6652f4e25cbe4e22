package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.image.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in the directory of a layout's blobs, by name.
 *
 * @param others what is no blob by its name
 */
record BlobListing(List<Blob> blobs, List<Path> others) {
    /** @param file perhaps no file at all */
    record Blob(Digest digest, Path file) {}

    static BlobListing of(Layout layout) throws IOException {
        BlobListing listing = new BlobListing(new ArrayList<>(), new ArrayList<>());
        try (DirectoryStream<Path> algorithms = Files.newDirectoryStream(layout.blobs())) {
            for (Path algorithm : algorithms) {
                String name = String.valueOf(algorithm.getFileName());
                if ((name.equals("sha256") || name.equals("sha512")) && Files.isDirectory(algorithm, layout.links())) {
                    listing.add(name, algorithm);
                } else if (!name.startsWith(FileImageLayouts.TEMPORARY) && !algorithm.equals(layout.quarantine())) {
                    listing.others.add(algorithm);
                }
            }
        } catch (NoSuchFileException e) {
            // No blobs yet.
        }
        return listing;
    }

    private void add(String algorithm, Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                try {
                    blobs.add(new Blob(new Digest(algorithm, String.valueOf(file.getFileName())), file));
                } catch (AtollException e) {
                    others.add(file);
                }
            }
        }
    }
}
