package dev.baton.stream;

/// An item that several subscriptions carry. What was read of it for one of them is good for the others of the same
/// selection and audience; it may be a few seconds old, but never older than the item.
public interface Shareable {

    /// Tells the item from all others of the process's life; has `equals` and `hashCode`.
    Object identity();
}
