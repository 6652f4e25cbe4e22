package io.atoll.store.internal.robust;

import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.testing.TestImages;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An index of two images that share a layer, the first of them said to be for this machine; the same in every process that asks for its number. */
record SmallIndex(Descriptor descriptor, String text, List<SmallImage> images) {
    static SmallIndex of(int number) {
        List<SmallImage> images = List.of(SmallImage.of(number), SmallImage.of(number + 2));
        String text = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s,%s]}"
                .formatted(
                        MediaTypes.OCI_INDEX,
                        child(images.get(0), "linux", Platform.host().architecture()),
                        child(images.get(1), "plan9", "mips"));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SmallIndex(
                new Descriptor(MediaTypes.OCI_INDEX, TestImages.sha256(bytes), bytes.length), text, images);
    }

    private static String child(SmallImage image, String os, String architecture) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"architecture\":\"%s\",\"os\":\"%s\"}}"
                .formatted(
                        image.manifest().mediaType(),
                        image.manifest().digest(),
                        image.manifest().size(),
                        architecture,
                        os);
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Set<Digest> diffIds() {
        Set<Digest> all = new LinkedHashSet<>();
        images.forEach(image -> all.addAll(image.diffIds()));
        return all;
    }

    /** What a pull holds a lease on. */
    Set<Digest> everything() {
        Set<Digest> all = new LinkedHashSet<>();
        images.forEach(image -> all.addAll(image.everything()));
        all.add(descriptor.digest());
        return all;
    }
}
