package dev.baton.wire;

import static dev.baton.wire.SignsOfLife.Verdict.FINE;
import static dev.baton.wire.SignsOfLife.Verdict.NO_INIT;
import static dev.baton.wire.SignsOfLife.Verdict.QUIET;
import static dev.baton.wire.SignsOfLife.Verdict.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SignsOfLifeTests {

    private static final SocketSettings SETTINGS = new SocketSettings(
            1,
            1,
            1,
            1,
            DataSize.ofBytes(1),
            DataSize.ofBytes(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ZERO);

    private final SignsOfLife life = new SignsOfLife(SETTINGS);
    private final long start = System.nanoTime();

    @Test
    void whoSaysNoInitInTimeIsTurnedOut() {
        assertThat(life.judge(false, after(9))).isEqualTo(FINE);
        assertThat(life.judge(true, after(11))).isEqualTo(FINE);
        assertThat(life.judge(false, after(11))).isEqualTo(NO_INIT);
    }

    @Test
    void whoIsQuietIsAskedOnceAnIntervalAndThenGivenUp() {
        assertThat(life.judge(true, after(19))).isEqualTo(FINE);
        assertThat(life.judge(true, after(21))).isEqualTo(QUIET);
        assertThat(life.judge(true, after(22))).isEqualTo(FINE);
        assertThat(life.judge(true, after(39))).isEqualTo(FINE);
        assertThat(life.judge(true, after(41))).isEqualTo(SILENT);
    }

    @Test
    void whoSaysAnythingIsHeard() {
        life.heard();
        assertThat(life.judge(true, System.nanoTime() + Duration.ofSeconds(19).toNanos()))
                .isEqualTo(FINE);
    }

    private long after(int seconds) {
        return start + Duration.ofSeconds(seconds).toNanos();
    }
}
