package dev.baton.stream;

/// An item that a subscription can be begun behind.
public interface Placed {

    /// As a client gives it.
    String cursor();
}
