package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// What a claim costs in a long queue, by its plan: the clock of a busy machine says nothing.
@BatonTest
class ClaimPlanTests {

    private static final int TASKS = 20_000;

    @Test
    void aClaimLooksAtTheHeadsOfItsLinesAndAtNothingElse(@Autowired TestServers.Place place) throws SQLException {
        try (var connection = place.connect()) {
            connection.setAutoCommit(false);
            LongQueue queue = LongQueue.start(connection);
            queue.add(1, TASKS);
            queue.addOutOfReach(TASKS);
            queue.goBehindTheWall();
            queue.prepareClaim();
            String plan = queue.explain(queue.executeClaim(5));
            connection.rollback();

            assertThat(LongQueue.detours(plan)).as(plan).isEmpty();
            assertThat(LongQueue.mostRows(plan)).as(plan).isBetween(5L, (long) LongQueue.IN_SIGHT);
            assertThat(plan).containsPattern("LockRows.*rows=1.00 loops=5\\b");
        }
    }

    @Test
    void aPlaceInTheLineIsFoundByOneLookAtEitherEndOfIt(@Autowired TestServers.Place place) throws SQLException {
        try (var connection = place.connect()) {
            connection.setAutoCommit(false);
            LongQueue queue = LongQueue.start(connection);
            queue.add(1, TASKS);
            queue.goBehindTheWall();
            String plan = queue.explain(queue.nextTurn());
            connection.rollback();

            assertThat(LongQueue.detours(plan)).as(plan).isEmpty();
            assertThat(LongQueue.mostRows(plan)).as(plan).isEqualTo(1);
        }
    }
}
