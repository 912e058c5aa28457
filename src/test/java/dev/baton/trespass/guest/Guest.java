package dev.baton.trespass.guest;

import dev.baton.trespass.host.Host;

/// Uses a package that its own does not name: the violation that the check of the modules must find.
public record Guest(Host host) {}
