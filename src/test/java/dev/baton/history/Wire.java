package dev.baton.history;

import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// A caller's way to one gateway.
interface Wire extends AutoCloseable {

    /// What the history calls it.
    String name();

    /// One operation there, and its answer back.
    ///
    /// @throws IOException where no answer came: what happened there is unknown
    JsonNode ask(String query, JsonNode variables) throws IOException, InterruptedException;

    @Override
    void close();
}
