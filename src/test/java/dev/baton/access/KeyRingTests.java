package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTests {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final RSAKey OLD = key("old");
    private static final RSAKey NEW = key("new");

    @Test
    void theFirstKeySignsAtOnce() {
        assertThat(ring(new KeyRing.Kept(OLD, NOW)).signing(NOW)).isEqualTo(OLD);
    }

    @Test
    void aNewKeyIsShownBeforeItSigns() {
        var ring = ring(
                new KeyRing.Kept(NEW, NOW.minus(KeyRing.LEAD).plusMillis(1)), new KeyRing.Kept(OLD, NOW.minus(MONTH)));
        assertThat(ring.published().getKeys()).hasSize(2);
        assertThat(ring.signing(NOW)).isEqualTo(OLD);
        assertThat(ring.signing(NOW.plusMillis(1))).isEqualTo(NEW);
    }

    @Test
    void aKeyIsDueWhenTheNewestIsOld() {
        assertThat(ring().isDue(NOW, MONTH)).isTrue();
        assertThat(ring(new KeyRing.Kept(OLD, NOW.minus(MONTH).plusMillis(1))).isDue(NOW, MONTH))
                .isFalse();
        assertThat(ring(new KeyRing.Kept(OLD, NOW.minus(MONTH))).isDue(NOW, MONTH))
                .isTrue();
    }

    @Test
    void aKeyIsKeptUntilTheLastTokenThatItSignedHasExpired() {
        Instant second = NOW.minus(AccessSettings.LONGEST_TOKEN).minus(KeyRing.LEAD);
        var ring = ring(new KeyRing.Kept(NEW, second), new KeyRing.Kept(OLD, NOW.minus(MONTH)));
        assertThat(ring.spent(NOW)).isEmpty();
        assertThat(ring.spent(NOW.plus(Duration.ofMinutes(11)))).containsExactly("old");
        assertThat(ring(new KeyRing.Kept(OLD, NOW.minus(MONTH))).spent(NOW)).isEmpty();
    }

    private static KeyRing ring(KeyRing.Kept... keys) {
        return new KeyRing(List.of(keys));
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
