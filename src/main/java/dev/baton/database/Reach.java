package dev.baton.database;

import dev.baton.graph.WorkspaceId;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/// Whose rows a reactive chain reaches. PostgreSQL holds each of its statements to that, whatever the statement says.
/// A chain that says nothing reaches no row at all.
///
/// ```java
/// tasks.find(workspace, id).contextWrite(Reach.within(workspace))
/// ```
///
/// The reach of an operation is its caller's workspace: who works inside one need not think of it. Only what begins a
/// chain of its own has to say it.
public record Reach(String role, String workspace) {

    private static final Reach NOTHING = new Reach(Roles.APP, "");
    private static final Reach EVERYTHING = new Reach(Roles.SYSTEM, "");

    /// The rows of one workspace.
    public static ContextView within(WorkspaceId workspace) {
        return Context.of(Reach.class, new Reach(Roles.APP, workspace.value().toString()));
    }

    /// The rows of all workspaces, for what serves the installation: sweeps, the log's tail, and whoever does not
    /// know yet which workspace it is about. Never for what a caller asked for.
    public static ContextView everywhere() {
        return Context.of(Reach.class, EVERYTHING);
    }

    static Reach of(ContextView context) {
        return context.hasKey(Reach.class) ? context.get(Reach.class) : NOTHING;
    }
}
