package dev.baton.graph;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.language.SourceLocation;
import java.util.List;
import java.util.Map;

/// An error as the wire has it: without the engine's own `classification`, for the code says it.
record CodedError(GraphQLError error) implements GraphQLError {

    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
        return error.getMessage();
    }

    @Override
    public List<SourceLocation> getLocations() {
        return error.getLocations();
    }

    @Override
    public ErrorClassification getErrorType() {
        return error.getErrorType();
    }

    @Override
    public List<Object> getPath() {
        return error.getPath();
    }

    @Override
    public Map<String, Object> getExtensions() {
        return error.getExtensions();
    }

    @Override
    public Map<String, Object> toSpecification() {
        Map<String, Object> specification = GraphQLError.super.toSpecification();
        specification.put("extensions", getExtensions());
        return specification;
    }
}
