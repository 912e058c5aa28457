package dev.baton.deliverable;

/// What sort of thing was handed in.
public enum DeliverableKind {
    ENDPOINT,
    MIGRATION,
    SCHEMA,
    TEST,
    CODE,
    DOCUMENTATION,
    REPORT,
    OTHER
}
