package dev.baton.dashboard;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/// Where the pages come from. Whoever works on them sees a change without a build with
/// `BATON_DASHBOARD_FILES=file:src/main/resources/dashboard/` and
/// `BATON_DASHBOARD_CLIENT=file:frontend-contract/client/`.
///
/// @param files the dashboard's own files
/// @param client the client package of the frontend contract
@ConfigurationProperties("baton.dashboard")
record DashboardSettings(
        @DefaultValue("classpath:dashboard/") Resource files,
        @DefaultValue("classpath:client/") Resource client) {}
