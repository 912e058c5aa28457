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
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// The keys that sign Baton's own tokens, the same on all nodes: the first node to start makes one, the others read
/// it.
@Component
@DependsOnDatabaseInitialization
class SigningKeys implements InitializingBean {

    static final Algorithm ALGORITHM = JWSAlgorithm.RS256;
    private static final int BITS = 2048;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Of two nodes that start at once the second waits here, and then finds the first one's key.
    private static final String LOCK = "LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE";

    private static final String ALL = """
        SELECT jwk
        FROM signing_key
        ORDER BY created_at DESC, id
        """;

    private static final String INSERT = """
        INSERT INTO signing_key (id, jwk, created_at)
        VALUES (:id, :jwk, :created_at)
        """;

    private final DatabaseClient client;
    private final Transactions transactions;
    private final Clock clock;
    private List<RSAKey> keys = List.of();
    private JWKSet published = new JWKSet();

    SigningKeys(DatabaseClient client, Transactions transactions, Clock clock) {
        this.client = client;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// Waits: without keys no request could be answered, so the gateway is not up before they are here.
    @Override
    public void afterPropertiesSet() {
        keys = read().filter(found -> !found.isEmpty())
                .switchIfEmpty(transactions.run(makeFirst()))
                .contextWrite(Reach.everywhere())
                .blockOptional(PATIENCE)
                .orElseThrow();
        published = new JWKSet(List.copyOf(keys)).toPublicJWKSet();
    }

    /// The key that signs.
    RSAKey signing() {
        return keys.getFirst();
    }

    /// All keys whose signature is good, with their private halves left out.
    List<JWK> verifying() {
        return published.getKeys();
    }

    /// What `/.well-known/jwks.json` shows.
    JWKSet published() {
        return published;
    }

    private Mono<List<RSAKey>> makeFirst() {
        Mono<List<RSAKey>> make = Mono.fromCallable(SigningKeys::generate)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(this::insert);
        return client.sql(LOCK)
                .then()
                .then(read())
                .filter(found -> !found.isEmpty())
                .switchIfEmpty(make);
    }

    private Mono<List<RSAKey>> read() {
        return client.sql(ALL)
                .map(row -> parse(new Columns(row).text("jwk")))
                .all()
                .collectList();
    }

    private Mono<List<RSAKey>> insert(RSAKey key) {
        return client.sql(INSERT)
                .bind("id", key.getKeyID())
                .bind("jwk", key.toJSONString())
                .bind("created_at", clock.instant().atOffset(ZoneOffset.UTC))
                .then()
                .thenReturn(List.of(key));
    }

    private static RSAKey generate() throws JOSEException {
        return new RSAKeyGenerator(BITS)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(ALGORITHM)
                .keyIDFromThumbprint(true)
                .generate();
    }

    private static RSAKey parse(String jwk) {
        try {
            return RSAKey.parse(jwk);
        } catch (ParseException e) {
            // Not the cause: its message may hold the key.
            throw new IllegalStateException("A row of signing_key holds no RSA key");
        }
    }
}
