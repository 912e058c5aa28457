package dev.baton.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Hashes secrets slowly, away from the event loops and on half of the cores at most: whoever tries secrets takes
/// their time, not everybody's. What queues up beyond [#QUEUE] is turned away (`RejectedExecutionException`).
@Component
class Secrets implements DisposableBean {

    private static final int QUEUE = 256;
    private static final int BYTES = 32;

    /// BCrypt reads no further.
    private static final int LONGEST = 72;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PasswordEncoder encoder;
    private final Scheduler scheduler =
            Schedulers.newBoundedElastic(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), QUEUE, "secrets");
    private final String nobodysHash;

    Secrets(AccessSettings settings) {
        this.encoder = new BCryptPasswordEncoder(settings.secretCost());
        this.nobodysHash = encode(fresh());
    }

    /// A new secret with 256 bits of chance in it.
    static String fresh() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Names something that is too long, or too secret, to be named by itself: 256 bits in hexadecimal digits.
    static String fingerprint(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    Mono<String> hash(String secret) {
        return Mono.fromCallable(() -> encode(secret)).subscribeOn(scheduler);
    }

    Mono<Boolean> matches(String secret, String hash) {
        return Mono.fromCallable(() -> secret.length() <= LONGEST && encoder.matches(secret, hash))
                .subscribeOn(scheduler);
    }

    /// Takes as long as [#matches], and is empty: who asks shall not learn whether the client exists.
    <T> Mono<T> matchNobody(String secret) {
        return matches(secret, nobodysHash).then(Mono.empty());
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }

    private String encode(String secret) {
        String hash = encoder.encode(secret);
        if (hash == null) {
            throw new IllegalStateException("BCrypt made no hash");
        }
        return hash;
    }
}
