package io.atoll.registry.internal.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Index;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.transfer.ImageSet.Document;
import io.atoll.json.Json;
import io.atoll.json.OciJson;
import io.atoll.registry.internal.call.Digests;
import io.atoll.registry.internal.call.EndpointCaller;
import io.atoll.registry.internal.call.Target;
import io.atoll.registry.internal.http.Settings;
import io.atoll.registry.internal.pull.FetchedManifest;
import io.atoll.registry.internal.pull.PullManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The list of what refers to a manifest, kept under a tag where the registry keeps none (distribution-spec 1.1 "Referrers Tag Schema"). Two clients that add to one list at once may lose an entry, as
 * the specification says; within one engine they wait for each other.
 */
final class ReferrersTag {
    private final EndpointCaller caller;
    private final Target target;
    private final UploadLocks locks;

    ReferrersTag(EndpointCaller caller, Target target, UploadLocks locks) {
        this.caller = caller;
        this.target = target;
        this.locks = locks;
    }

    /** What a manifest or index is about, if it says so. */
    static Optional<Digest> subject(Document document) {
        JsonNode subject = read(document).path("subject");
        return subject.isObject()
                ? Optional.of(OciJson.descriptor(
                                subject,
                                "the subject of " + document.descriptor().digest())
                        .digest())
                : Optional.empty();
    }

    void add(Digest subject, Document referrer) throws InterruptedException {
        UploadLocks.Held held = locks.hold(target, subject);
        try {
            String tag = subject.algorithm() + "-" + subject.hex();
            List<Descriptor> entries = new ArrayList<>(entries(tag));
            Descriptor entry = entry(referrer);
            if (entries.stream().anyMatch(other -> other.digest().equals(entry.digest()))) {
                return;
            }
            entries.add(entry);
            byte[] bytes = OciJson.toJson(new Index(MediaTypes.OCI_INDEX, entries));
            if (bytes.length > Settings.MAX_DOCUMENT) {
                throw new AtollException(
                        ErrorCode.CONFLICT,
                        "cannot add %s to the list of what refers to %s: the list, tag %s of %s, would be larger than %d bytes; remove what is not needed"
                                .formatted(entry.digest(), subject, tag, target.repository(), Settings.MAX_DOCUMENT));
            }
            caller.call(
                    target, new PushManifest(target, tag, Digests.of("sha256", bytes), MediaTypes.OCI_INDEX, bytes));
        } finally {
            held.close();
        }
    }

    private List<Descriptor> entries(String tag) throws InterruptedException {
        FetchedManifest fetched;
        try {
            fetched = caller.call(target, new PullManifest(target, tag, null));
        } catch (AtollException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
        return OciJson.index(fetched.bytes(), "the list of referrers " + tag).manifests();
    }

    private static Descriptor entry(Document referrer) {
        JsonNode node = read(referrer);
        String type = node.path("artifactType").asText("");
        if (type.isEmpty()) {
            type = node.path("config").path("mediaType").asText("");
        }
        Map<String, String> annotations = new LinkedHashMap<>();
        node.path("annotations")
                .properties()
                .forEach(entry ->
                        annotations.put(entry.getKey(), entry.getValue().asText("")));
        Descriptor plain = referrer.descriptor();
        return new Descriptor(plain.mediaType(), plain.digest(), plain.size())
                .withAnnotations(annotations)
                .withArtifactType(type.isEmpty() ? null : type);
    }

    private static JsonNode read(Document document) {
        return Json.parse(document.bytes(), "manifest " + document.descriptor().digest());
    }
}
