package dev.baton.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BesideOthers;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The short run, or with `-Dstreams.writers=200 -Dstreams.events=20000 -Dstreams.readers=50` the long one;
/// and that the checker sees what it looks for.
@BesideOthers
class StreamTests {

    private static final List<String> LOG = List.of("a", "b", "c", "d");

    @Test
    void readersThatComeAndGoHearEverythingOnceAndInOrder() throws Exception {
        Findings findings = new StreamChecker(Settings.fromProperties(60, 1_500, 12)).run();
        System.out.println(findings);
        assertThat(findings.events()).isGreaterThan(1_500);
        assertThat(findings.clean()).as(findings.toString()).isTrue();
    }

    @Test
    void gapsRepeatsAndDisorderAreFound() {
        assertThat(Findings.compare(LOG, LOG).clean()).isTrue();
        assertThat(Findings.compare(LOG, List.of("a", "c", "d"))).isEqualTo(new Findings(4, 1, 0, 0));
        assertThat(Findings.compare(LOG, List.of("a", "b", "b", "c", "d"))).isEqualTo(new Findings(4, 0, 1, 0));
        assertThat(Findings.compare(LOG, List.of("a", "c", "b", "d"))).isEqualTo(new Findings(4, 0, 0, 1));
        assertThat(Findings.compare(LOG, List.of("a", "b", "c", "d", "never committed")))
                .isEqualTo(new Findings(4, 0, 1, 0));
    }
}
