package dev.baton.access;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.baton.database.Columns;
import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/// The keys that sign Baton's own tokens, the same on all nodes: whichever node finds that a key is due makes one, and
/// the others read it.
@Component
@DependsOnDatabaseInitialization
class SigningKeys implements InitializingBean {

    static final Algorithm ALGORITHM = JWSAlgorithm.RS256;

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final int BITS = 2048;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Retry UNCONNECTED = Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(200))
            .filter(DataAccessResourceFailureException.class::isInstance);

    /// Of two nodes that have made a key at once the second waits here, and then finds the first one's.
    private static final String LOCK = "LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE";

    private static final String ALL = """
        SELECT id, jwk, created_at
        FROM signing_key
        ORDER BY created_at DESC, id
        """;

    private static final String INSERT = """
        INSERT INTO signing_key (id, jwk, created_at)
        VALUES (:id, :jwk, :created_at)
        """;

    private static final String PROTECT = """
        UPDATE signing_key
        SET jwk = :jwk
        WHERE id = :id AND jwk = :plain
        """;

    private static final String REMOVE = "DELETE FROM signing_key WHERE id = ANY(:ids)";

    private final DatabaseClient client;
    private final Transactions transactions;
    private final KeyProtection protection;
    private final AccessSettings settings;
    private final Clock clock;
    private volatile KeyRing ring = new KeyRing(List.of());
    private volatile JWKSet published = new JWKSet();

    SigningKeys(
            DatabaseClient client,
            Transactions transactions,
            KeyProtection protection,
            AccessSettings settings,
            Clock clock) {
        this.client = client;
        this.transactions = transactions;
        this.protection = protection;
        this.settings = settings;
        this.clock = clock;
    }

    /// Waits: without keys no request could be answered, so the gateway is not up before they are here. On a busy
    /// machine the first connection may take longer than any later one is waited for.
    @Override
    public void afterPropertiesSet() {
        refresh().retryWhen(UNCONNECTED).block(PATIENCE);
    }

    /// Reads the keys that there are, makes the next one when it is due, and removes those that are spent.
    Mono<Void> refresh() {
        return read().flatMap(found -> found.isDue(clock.instant(), settings.keyLifetime())
                        ? make().flatMap(key ->
                                transactions.run(client.sql(LOCK).then().then(insertIfDue(key))))
                        : Mono.just(found))
                .doOnNext(this::know)
                .flatMap(found -> remove(found.spent(clock.instant())))
                .contextWrite(Reach.everywhere());
    }

    /// The key that signs.
    RSAKey signing() {
        return ring.signing(clock.instant());
    }

    /// All keys whose signature is good, with their private halves left out.
    List<JWK> verifying() {
        return published.getKeys();
    }

    /// What `/.well-known/jwks.json` shows.
    JWKSet published() {
        return published;
    }

    private void know(KeyRing found) {
        published = found.published();
        ring = found;
    }

    /// Takes its time, so not under the lock: nodes that start at once would wait for one another.
    private static Mono<RSAKey> make() {
        return Mono.fromCallable(SigningKeys::generate).subscribeOn(Schedulers.boundedElastic());
    }

    /// Under the lock, and so behind whoever inserted one meanwhile.
    private Mono<KeyRing> insertIfDue(RSAKey key) {
        return read().flatMap(found -> found.isDue(clock.instant(), settings.keyLifetime())
                ? insert(key).then(read())
                : Mono.just(found));
    }

    private Mono<KeyRing> read() {
        return client.sql(ALL)
                .map(row -> stored(new Columns(row)))
                .all()
                .concatMap(this::opened)
                .collectList()
                .map(KeyRing::new);
    }

    private record Stored(String id, String text, Instant createdAt) {

        @Override
        public String toString() {
            return "Stored[id=" + id + "]";
        }
    }

    private static Stored stored(Columns columns) {
        return new Stored(
                columns.text("id"),
                columns.text("jwk"),
                columns.time("created_at").toInstant());
    }

    /// What was stored before there was a secret to protect it with is protected now.
    private Mono<KeyRing.Kept> opened(Stored stored) {
        var kept = new KeyRing.Kept(protection.open(stored.text()), stored.createdAt());
        return protection.isUpToDate(stored.text())
                ? Mono.just(kept)
                : client.sql(PROTECT)
                        .bind("id", stored.id())
                        .bind("jwk", protection.close(kept.key()))
                        .bind("plain", stored.text())
                        .then()
                        .thenReturn(kept);
    }

    private Mono<Void> insert(RSAKey key) {
        log.info("A new signing key: {}.", key.getKeyID());
        return client.sql(INSERT)
                .bind("id", key.getKeyID())
                .bind("jwk", protection.close(key))
                .bind("created_at", clock.instant().atOffset(ZoneOffset.UTC))
                .then();
    }

    private Mono<Void> remove(List<String> ids) {
        return ids.isEmpty()
                ? Mono.empty()
                : client.sql(REMOVE).bind("ids", Columns.texts(ids)).then();
    }

    private static RSAKey generate() throws JOSEException {
        return new RSAKeyGenerator(BITS)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(ALGORITHM)
                .keyIDFromThumbprint(true)
                .generate();
    }
}
