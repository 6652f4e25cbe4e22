package io.atoll.registry.internal.http;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys as openssl writes them (RFC 7468). Errors name the file, never what is in it. */
final class PemFiles {
    private static final int MAX_BYTES = 4 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]*)-----END \\1-----");

    private PemFiles() {}

    /** One or more. */
    static List<X509Certificate> certificates(Path file) {
        try {
            List<X509Certificate> found = new ArrayList<>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(file)))
                    .forEach(certificate -> found.add((X509Certificate) certificate));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            // Reported below.
        }
        throw unusable(file, "it has no certificates in PEM form");
    }

    /** PKCS #8, or the older forms of RSA and EC keys. */
    static PrivateKey key(Path file) {
        Matcher key = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
        if (!key.find()) {
            throw unusable(file, "it has no private key in PEM form");
        }
        String form = key.group(1);
        String body = key.group(2);
        if (form.startsWith("ENCRYPTED") || body.contains("ENCRYPTED")) {
            throw unusable(file, "its key is encrypted; decrypt it with 'openssl pkey -in %s'".formatted(file));
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(body);
            byte[] pkcs8 = switch (form) {
                case "RSA PRIVATE KEY" -> Der.rsaToPkcs8(der);
                case "EC PRIVATE KEY" -> Der.ecToPkcs8(der);
                default -> der;
            };
            for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                } catch (GeneralSecurityException e) {
                    // Of another kind, perhaps.
                }
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw unusable(file, "its private key is damaged or of an unknown kind");
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unusable(file, "it is larger than %d bytes".formatted(MAX_BYTES));
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw unusable(file, "there is no such file");
        } catch (AccessDeniedException e) {
            throw unusable(file, "permission denied");
        } catch (IOException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
    }

    static AtollException unusable(Path file, String why) {
        return new AtollException(
                ErrorCode.INVALID, "cannot use %s, which is configured for a registry: %s".formatted(file, why));
    }
}
