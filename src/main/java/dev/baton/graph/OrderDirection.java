package dev.baton.graph;

/// Which way a list runs.
public enum OrderDirection {
    ASC,
    DESC
}
