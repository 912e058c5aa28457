package dev.baton.guard;

import dev.baton.access.Caller;
import graphql.GraphQLContext;
import java.util.Objects;

/// Who pays for an operation, and by which plans; kept in its GraphQL context.
///
/// @param plan the client's
/// @param workspacePlan that of all clients of the workspace together
record Account(Caller caller, Plan plan, Plan workspacePlan) {

    /// @throws NullPointerException where nobody signed in
    static Account of(GraphQLContext context) {
        return Objects.requireNonNull(context.get(Account.class), "Nobody signed in");
    }

    /// The name of the client's bucket.
    String client() {
        return caller.workspace() + ":" + caller.subject();
    }

    String workspace() {
        return caller.workspace().toString();
    }
}
