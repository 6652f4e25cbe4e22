package io.atoll.registry.internal.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts of PEM files. */
final class Tls {
    private Tls() {}

    /**
     * The context for these settings.
     *
     * @throws io.atoll.api.AtollException INVALID if a file cannot be used
     */
    static SSLContext context(TlsSettings settings) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(settings), new TrustManager[] {trust(settings)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot speak TLS", e);
        }
    }

    private static TrustManager trust(TlsSettings settings) throws GeneralSecurityException {
        if (settings.unverified()) {
            return new TrustEverybody();
        }
        List<X509ExtendedTrustManager> configured = new ArrayList<>();
        for (TlsSettings.Stamped file : settings.ca()) {
            configured.add(manager(PemFiles.certificates(file.path())));
        }
        return new TrustAny(configured);
    }

    /** Trusts those signed by these. */
    static X509ExtendedTrustManager manager(List<X509Certificate> certificates) throws GeneralSecurityException {
        KeyStore store = empty();
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca" + i, certificates.get(i));
        }
        return manager(store);
    }

    /** @param store null for the JDK's own */
    static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("the JDK has no trust manager for X.509");
    }

    private static KeyManager[] keys(TlsSettings settings) throws GeneralSecurityException {
        if (settings.client().isEmpty()) {
            return new KeyManager[0];
        }
        Path certificate = settings.client().get().certificate().path();
        Path file = settings.client().get().key().path();
        List<X509Certificate> chain = PemFiles.certificates(certificate);
        PrivateKey key = PemFiles.key(file);
        if (!fits(key, chain.getFirst())) {
            throw PemFiles.unusable(file, "it is not the key of the certificate in " + certificate);
        }
        KeyStore store = empty();
        store.setKeyEntry("client", key, new char[0], chain.toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    /** The JDK would not say: the registry would, in its own way. */
    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            byte[] message = certificate.getEncoded();
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
