package dev.baton.history;

import static dev.baton.history.Tale.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTests {

    @Test
    void aSilenceOfMoreThanASecondIsAnOutage() {
        List<Outage> outages = Outage.between(at(0), at(10), List.of(sign(0.5), sign(4), sign(4.9), sign(9.5)));
        assertThat(outages).containsExactly(new Outage(at(0.5), at(4)), new Outage(at(4.9), at(9.5)));
    }

    @Test
    void theEndIsAnOutageToo() {
        assertThat(Outage.between(at(0), at(3), List.of(sign(1)))).containsExactly(new Outage(at(1), at(3)));
    }

    @Test
    void uptimeIsWhatNoOutageCovers() {
        var outages = List.of(new Outage(at(1), at(3)), new Outage(at(8), at(20)));
        assertThat(Outage.uptime(outages, at(2), at(10))).isEqualTo(Duration.ofSeconds(5));
    }

    private static Outage.Sign sign(double second) {
        return new Outage.Sign(at(second - 0.1), at(second));
    }
}
