package dev.baton.installation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which workspaces; a condition that is null holds for all.
record ManagedWorkspaceFilter(
        @Nullable List<WorkspaceState> states, @Nullable List<String> names) {

    static final ManagedWorkspaceFilter ALL = new ManagedWorkspaceFilter(null, null);
}
