package dev.baton.guard;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Points that were taken from a client's bucket and from its workspace's, or from neither.
///
/// @param client the client's bucket
/// @param workspace the workspace's, or null where it was not asked: the client's was empty
record Payment(Level client, @Nullable Level workspace) {

    /// A bucket after it was asked.
    ///
    /// @param policy what it limits, as the header fields name it
    /// @param bucket its name
    record Level(String policy, Plan plan, String bucket, Charge charge) {

        /// With so many points more, but no more than it holds.
        private Level with(long points) {
            var more = new Charge(
                    charge.granted(), Math.min(plan.capacity(), charge.available() + points), charge.delay());
            return new Level(policy, plan, bucket, more);
        }

        /// How long until it is full, in whole seconds.
        long secondsToFull() {
            return plan.secondsFor(plan.capacity() - charge.available());
        }
    }

    boolean granted() {
        return levels().stream().allMatch(level -> level.charge().granted());
    }

    /// The bucket that refused, or the client's.
    Level decisive() {
        return levels().stream()
                .filter(level -> !level.charge().granted())
                .findFirst()
                .orElse(client);
    }

    /// How long until the points that were asked for are there; zero where they were granted.
    Duration delay() {
        return decisive().charge().delay();
    }

    List<Level> levels() {
        return workspace == null ? List.of(client) : List.of(client, workspace);
    }

    /// The same after so many points were given back.
    Payment without(long points) {
        return new Payment(client.with(points), workspace == null ? null : workspace.with(points));
    }
}
