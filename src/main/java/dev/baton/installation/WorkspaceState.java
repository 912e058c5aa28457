package dev.baton.installation;

/// What becomes of who wants to come in. The column `state`, and the type in the schema.
enum WorkspaceState {
    /// Until an administrator of the installation suspends it.
    ACTIVE,
    /// Until an administrator of the installation resumes or deletes it.
    SUSPENDED,
    /// Until [WorkspaceRemoval] has removed its rows, and it with them.
    DELETING
}
