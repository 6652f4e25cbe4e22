package io.atoll.registry.internal.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words what the JDK says in classes. */
public final class Causes {
    private Causes() {}

    public static String describe(IOException e) {
        if (has(e, UnresolvedAddressException.class) || has(e, UnknownHostException.class)) {
            return "the host name cannot be resolved";
        }
        if (isUntrusted(e)) {
            return "its certificate is not trusted (%s)"
                    .formatted(
                            has(e, CertPathBuilderException.class)
                                    ? "nobody who is trusted vouches for it"
                                    : Redact.text(message(e)));
        }
        if (has(e, HttpConnectTimeoutException.class)) {
            return "connecting took too long";
        }
        if (e instanceof NoRouteToHostException) {
            return "there is no route to the host";
        }
        if (e instanceof ConnectException) {
            return "the connection was refused";
        }
        return Redact.text(message(e));
    }

    public static String hint(IOException e) {
        if (isUntrusted(e)) {
            return "add its certificate authority to the system's, or as 'ca' to registries.json";
        }
        if (isAlert(e)) {
            return "it may want to see a client certificate: add 'clientCertificate' and 'clientKey' to registries.json";
        }
        if (e instanceof SSLException) {
            return "if the registry speaks plain HTTP only, use --insecure";
        }
        return "check the registry's name and the network, then try again";
    }

    /** Whether it speaks TLS and is not who it should be: then plain HTTP is no way out. */
    public static boolean isUntrusted(Throwable e) {
        return e instanceof SSLException && has(e, GeneralSecurityException.class);
    }

    /** Whether something that speaks TLS refused us: then plain HTTP is no way out either. */
    public static boolean speaksTls(Throwable e) {
        return isUntrusted(e) || isAlert(e);
    }

    private static boolean isAlert(Throwable e) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof SSLException
                    && String.valueOf(cause.getMessage()).contains("fatal alert")) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean has(Throwable e, Class<? extends Throwable> type) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String message(@Nullable Throwable e) {
        if (e == null) {
            return "no reason given";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
