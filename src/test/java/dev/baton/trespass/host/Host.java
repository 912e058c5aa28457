package dev.baton.trespass.host;

/// What the guest may not use.
public class Host {}
