package io.atoll.registry.internal.http;

import io.atoll.api.AtollException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts whom any of several lists trusts: those configured, the JDK's, and the system's, which not every JDK follows. The last two are large and are read when they are
 * first needed: plain registries and those with a configured authority never need them.
 */
final class TrustAny extends X509ExtendedTrustManager {
    /** Where distributions keep what {@code update-ca-certificates} or {@code update-ca-trust} makes. */
    private static final List<Path> SYSTEM = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private final List<X509ExtendedTrustManager> configured;
    private @Nullable X509ExtendedTrustManager jdk;
    private Optional<X509ExtendedTrustManager> system = Optional.empty();
    private boolean systemRead;

    TrustAny(List<X509ExtendedTrustManager> configured) {
        this.configured = List.copyOf(configured);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        // Without the connection nobody can say whether it is the certificate of this host.
        throw new CertificateException("not without the host");
    }

    private void check(Check check) throws CertificateException {
        CertificateException why = null;
        for (int i = 0; i < configured.size() + 2; i++) {
            Optional<X509ExtendedTrustManager> manager = manager(i);
            if (manager.isEmpty()) {
                continue;
            }
            try {
                check.by(manager.get());
                return;
            } catch (CertificateException e) {
                // One that knows the authority and has another objection is the one to listen to.
                if (why == null || isUnknownAuthority(why)) {
                    why = e;
                }
            }
        }
        throw why == null ? new CertificateException("nobody is trusted") : why;
    }

    private static boolean isUnknownAuthority(CertificateException e) {
        return e.getCause() instanceof CertPathBuilderException;
    }

    private Optional<X509ExtendedTrustManager> manager(int index) throws CertificateException {
        if (index < configured.size()) {
            return Optional.of(configured.get(index));
        }
        try {
            return index == configured.size() ? Optional.of(jdk()) : system();
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private synchronized X509ExtendedTrustManager jdk() throws GeneralSecurityException {
        X509ExtendedTrustManager manager = jdk;
        if (manager == null) {
            manager = Tls.manager((KeyStore) null);
            jdk = manager;
        }
        return manager;
    }

    private synchronized Optional<X509ExtendedTrustManager> system() throws GeneralSecurityException {
        if (!systemRead) {
            systemRead = true;
            Optional<Path> file = SYSTEM.stream().filter(Files::isReadable).findFirst();
            if (file.isPresent()) {
                try {
                    system = Optional.of(Tls.manager(PemFiles.certificates(file.get())));
                } catch (AtollException e) {
                    // A broken bundle of the system makes nobody trusted; the JDK's list is still there.
                    system = Optional.empty();
                }
            }
        }
        return system;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw notHere();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw notHere();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw notHere();
    }

    private static CertificateException notHere() {
        return new CertificateException("this is a client");
    }
}
