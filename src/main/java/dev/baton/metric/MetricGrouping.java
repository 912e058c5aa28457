package dev.baton.metric;

/// What to make one series of each of.
enum MetricGrouping {
    WORKSPACE,
    AGENT,
    DIVISION,
    TASK_TYPE,
    PRIORITY
}
