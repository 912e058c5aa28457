package dev.baton.access;

import dev.baton.graph.WorkspaceId;

/// A tenant. Nothing crosses its wall.
public record Workspace(WorkspaceId id, String name) {}
