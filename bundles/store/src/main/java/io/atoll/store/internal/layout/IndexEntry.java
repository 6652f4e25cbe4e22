package io.atoll.store.internal.layout;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.json.CanonicalText;
import io.atoll.json.OciJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor of the index, as it is there: with the fields others put into it. Parsed when it is first asked what it says, but for its name. A bad one has
 * a problem, so that it is seen and can be removed.
 */
public final class IndexEntry {
    private static final Digest NO_DIGEST = Digest.sha256("0".repeat(64));

    private final CanonicalText text;
    private final String name;
    private volatile @Nullable Parsed parsed;

    IndexEntry(CanonicalText text) {
        this.text = text;
        this.name = text.member("annotations")
                .flatMap(annotations -> annotations.member(Descriptor.REF_NAME))
                .map(CanonicalText::string)
                .orElse("");
    }

    static IndexEntry of(Descriptor descriptor) {
        try {
            return new IndexEntry(CanonicalText.of(OciJson.toJson(descriptor)));
        } catch (IllegalArgumentException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "cannot add the descriptor of %s: it holds %s".formatted(descriptor.digest(), e.getMessage()),
                    e);
        }
    }

    CanonicalText text() {
        return text;
    }

    /** The annotation, or empty. */
    public String name() {
        return name;
    }

    /** Whether this is its {@link #reference}; most are seen not to be without parsing them. */
    public boolean isNamed(Reference reference) {
        if (name.equals(reference.toString())) {
            return true;
        }
        boolean isImplied =
                "latest".equals(reference.tag()) && reference.digest() == null && name.equals(reference.name());
        return isImplied
                || (reference.isUnnamed() && !name.isEmpty() && reference().equals(reference));
    }

    /** Whether the name only stands for one: see {@link Reference#unnamed}. */
    public boolean isUnnamed() {
        return name.startsWith(Reference.unnamed(NO_DIGEST).name() + "@")
                && reference().isUnnamed();
    }

    /** The name; or one made of the digest where it is none. */
    public Reference reference() {
        return parsed().reference;
    }

    /** Of a bad one, the part that is good. */
    public Descriptor descriptor() {
        return parsed().descriptor;
    }

    /** Why it is no image, or null. */
    public @Nullable String problem() {
        return parsed().problem;
    }

    boolean has(Digest digest) {
        return text.member("digest").map(CanonicalText::string).orElse("").equals(digest.toString());
    }

    boolean hasHexPrefix(String prefix) {
        String digest = text.member("digest").map(CanonicalText::string).orElse("");
        return digest.startsWith(prefix, digest.indexOf(':') + 1);
    }

    /** Whether it refers to anything. */
    boolean isRoot() {
        return parsed().problem == null || !parsed().descriptor.digest().equals(NO_DIGEST);
    }

    /** @throws AtollException CORRUPT if it is a bad one */
    Descriptor require() {
        Parsed its = parsed();
        if (its.descriptorProblem != null) {
            throw its.descriptorProblem;
        }
        return its.descriptor;
    }

    private Parsed parsed() {
        Parsed known = parsed;
        if (known == null) {
            known = parse();
            parsed = known;
        }
        return known;
    }

    private Parsed parse() {
        Descriptor descriptor;
        AtollException bad = null;
        try {
            descriptor = OciJson.descriptor(text.tree("index.json"), "index.json");
        } catch (AtollException e) {
            descriptor = new Descriptor("", NO_DIGEST, 0);
            bad = e;
        }
        String problem = bad == null ? null : Objects.toString(bad.getMessage(), "");
        Reference reference;
        try {
            reference = Reference.parse(name).withDefaultTag();
        } catch (AtollException e) {
            reference = Reference.unnamed(descriptor.digest());
            if (!name.isEmpty()) {
                problem = Objects.toString(e.getMessage(), "");
            }
        }
        return new Parsed(reference, descriptor, problem, bad);
    }

    /** @param descriptorProblem without those of the name, which may be no image's reference and still be a layout's tag */
    private record Parsed(
            Reference reference,
            Descriptor descriptor,
            @Nullable String problem,
            @Nullable AtollException descriptorProblem) {}
}
