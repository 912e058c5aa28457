package dev.baton.wire;

import graphql.ExecutionResult;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// An operation's result as the bytes that every transport sends: the one place where results become JSON, so that a
/// result which has its bytes already can bring them.
@Component
class Payload {

    private final JsonMapper json;

    /// @param json the mapper that answers over HTTP are written with
    Payload(JsonMapper json) {
        this.json = json;
    }

    /// A JSON object in UTF-8, without a line break.
    byte[] payload(ExecutionResult result) {
        return json.writeValueAsBytes(result.toSpecification());
    }
}
