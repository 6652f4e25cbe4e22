package io.atoll.registry.internal;

import static io.atoll.registry.internal.FakeRegistry.answer;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives tokens that a real docker-registry believes (distribution "Token Authentication"): to alice for everything, to others for nothing. */
final class TokenServer implements AutoCloseable {
    static final String ALICE = "Basic YWxpY2U6czNjcmV0";

    /** {@code GET} or {@code POST}, and the scopes asked for. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final FakeRegistry server = new FakeRegistry();
    private final Path folder;
    private final PrivateKey key;
    private final String certificate;

    TokenServer(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        this.folder = folder;
        Process process = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=tokens",
                        "-keyout",
                        folder.resolve("token.key").toString(),
                        "-out",
                        bundle().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("openssl.log")));
        }
        key = KeyFactory.getInstance("RSA")
                .generatePrivate(
                        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body(folder.resolve("token.key")))));
        certificate = body(bundle()).replaceAll("\\s", "");
        server.on("/token", this::serve);
    }

    private static String body(Path pem) throws IOException {
        return Files.readString(pem).replaceAll("-----[^-]*-----", "").strip();
    }

    private Path bundle() {
        return folder.resolve("token.crt");
    }

    /** What a registry needs in its configuration to send its users here. */
    String configuration() {
        return "auth: {token: {realm: \"http://%s/token\", service: it, issuer: tokens, rootcertbundle: %s}}"
                .formatted(server.name(), bundle());
    }

    private void serve(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String query = method.equals("POST")
                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                : String.valueOf(exchange.getRequestURI().getRawQuery());
        List<String> scopes = new ArrayList<>();
        boolean identity = false;
        for (String pair : query.split("&", -1)) {
            String value = URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
            if (pair.startsWith("scope=") && !value.isEmpty()) {
                scopes.addAll(List.of(value.split(" ", -1)));
            }
            identity |= pair.equals("refresh_token=1dentity");
        }
        asked.add(method + scopes);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        boolean alice = identity || ALICE.equals(authorization);
        if (!alice && (authorization != null || method.equals("POST"))) {
            answer(401, "application/json", "{\"details\": \"incorrect username or password\"}")
                    .handle(exchange);
            return;
        }
        try {
            answer(
                            200,
                            "application/json",
                            "{\"access_token\": \"%s\", \"expires_in\": 300}"
                                    .formatted(token(alice ? scopes : List.of())))
                    .handle(exchange);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private String token(List<String> scopes) throws GeneralSecurityException {
        StringBuilder access = new StringBuilder();
        for (String scope : scopes) {
            String[] parts = scope.split(":", 3);
            access.append(access.isEmpty() ? "" : ",")
                    .append("{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[\"%s\"]}"
                            .formatted(parts[0], parts[1], parts[2].replace(",", "\",\"")));
        }
        long now = Instant.now().getEpochSecond();
        Map<String, String> parts = Map.of(
                "header", "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"%s\"]}".formatted(certificate),
                "claims",
                        "{\"iss\":\"tokens\",\"sub\":\"\",\"aud\":\"it\",\"exp\":%d,\"nbf\":%d,\"iat\":%d,\"jti\":\"x\",\"access\":[%s]}"
                                .formatted(now + 300, now - 10, now, access));
        String signed = encode(parts.getOrDefault("header", "").getBytes(StandardCharsets.UTF_8)) + "."
                + encode(parts.getOrDefault("claims", "").getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + encode(signature.sign());
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.close();
    }
}
