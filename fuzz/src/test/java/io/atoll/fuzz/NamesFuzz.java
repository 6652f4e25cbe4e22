package io.atoll.fuzz;

import static io.atoll.fuzz.Refusals.require;

import io.atoll.api.AtollException;
import io.atoll.api.image.Digest;
import io.atoll.api.image.Reference;
import io.atoll.store.internal.garbage.LeaseNames;
import java.nio.charset.StandardCharsets;

/** Reads digests, references and names of leases; each is written as it was read. */
public final class NamesFuzz {
    private NamesFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        digest(text);
        reference(text);
        leaseName(text);
    }

    static void check(Digest digest) {
        require(digest.toString().matches("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"), "no file name: " + digest);
    }

    private static void digest(String text) {
        try {
            Digest digest = Digest.parse(text);
            check(digest);
            require(digest.toString().equals(text), "another digest");
            require(Digest.parse(digest.toString()).equals(digest), "another digest");
        } catch (AtollException e) {
            Refusals.check(e);
        }
    }

    private static void reference(String text) {
        Reference reference;
        try {
            reference = Reference.parse(text);
        } catch (AtollException e) {
            Refusals.check(e);
            return;
        }
        require(reference.toString().equals(text), "written as something else: " + reference);
        require(
                !reference.repository().contains("..")
                        && !reference.repository().startsWith("/"),
                "a way out");
        roundTrip(reference);
        roundTrip(reference.withDefaultTag());
        try {
            roundTrip(reference.withDefaultRegistry("docker.io/library"));
        } catch (AtollException e) {
            // Too long with the registry's path before it.
            Refusals.check(e);
        }
    }

    private static void roundTrip(Reference reference) {
        Reference again = Reference.parse(reference.toString());
        require(again.equals(reference), "read again it is something else: " + reference);
        require(
                again.withDefaultTag().equals(reference.withDefaultTag()),
                "its default tag depends on how it was made");
    }

    private static void leaseName(String text) {
        String name = LeaseNames.escape(text);
        require(name.matches("[a-zA-Z0-9_%-]*"), "no file name: " + name);
        require(LeaseNames.unescape(name).equals(text), "another owner");
        var unused = LeaseNames.unescape(text);
    }
}
