package dev.baton.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.history.Call.Outcome;
import dev.baton.testing.BesideOthers;
import org.junit.jupiter.api.Test;

/// The short run, or with `-Dhistory.tasks=10000 -Dhistory.agents=64 -Dhistory.kills=30` the long one.
@BesideOthers
class HistoryTests {

    @Test
    void nothingIsLostAndNothingHappensTwiceWhileEverythingIsKilled() throws Exception {
        Report report = new HistoryChecker(Settings.fromProperties(12, 150, 3)).run();
        System.out.println(report);

        assertThat(report.wrong()).isEmpty();
        assertThat(Measured.check(report.history()).violations()).isEmpty();
        assertThat(Audited.check(report.history()).violations()).isEmpty();
        assertThat(Audited.check(report.history()).checked()).isPositive();
        // A run in which nothing went wrong would prove little.
        assertThat(report.count(Outcome.UNKNOWN)).isPositive();
        assertThat(report.done()).contains("delegatePlan", "retryTask", "retryTasks", "adoptDeliverable");
        assertThat(report.deliverables()).containsKeys("PENDING", "ACCEPTED");
        assertThat(report.findings().values())
                .allSatisfy(found -> assertThat(found.checked()).isPositive());
    }
}
