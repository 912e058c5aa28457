package dev.baton.guard;

import dev.baton.graph.Fault;
import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.language.SourceLocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error of the answer with a code of the closed list in its extensions, and nothing of the engine's.
record GuardError(
        String message,
        @Nullable List<SourceLocation> locations,
        @Nullable List<Object> path,
        Map<String, Object> extensions)
        implements GraphQLError {

    private static final long serialVersionUID = 1;
    private static final int COSTLIEST = 5;

    static GuardError of(Fault fault) {
        return new GuardError(String.valueOf(fault.getMessage()), null, null, fault.extensions());
    }

    static GuardError of(Fault.Code code, String message) {
        return of(new Fault(code, message));
    }

    /// @param toll what of the cost is for the length of the request alone
    static GuardError tooDear(QueryCost cost, long toll, long limit) {
        String advice = toll > limit
                ? "It is too long: %d points are for reading it. Send less at once.".formatted(toll)
                : "Ask for smaller pages or fewer fields.";
        return of(new Fault(
                Fault.Code.COST_LIMIT_EXCEEDED,
                "The operation can cost %d points; an operation may cost %d. %s"
                        .formatted(cost.points(), limit, advice),
                Map.of("bound", cost.points(), "limit", limit, "costliest", cost.costliest(COSTLIEST))));
    }

    /// What ends a stream whose client's plan has become too small for a single event.
    static Fault tooDearAnEvent(long price, long limit) {
        return new Fault(
                Fault.Code.COST_LIMIT_EXCEEDED,
                "An event of the subscription costs %d points; an operation may cost %d. Ask for fewer fields."
                        .formatted(price, limit),
                Map.of("bound", price, "limit", limit));
    }

    /// It has run, so there is data, and none of it. A bulk mutation can be read again, in pieces.
    static GuardError tooLong(long maxAnswer) {
        return of(
                Fault.Code.VALIDATION_FAILED,
                "It has run, and the answer has more than %,d characters. Ask for less at once.".formatted(maxAnswer));
    }

    /// The stream goes on, and who reads it knows by the cursor which event it was not told.
    ///
    /// @param cursor the event's, or null where a stream has none
    static GuardError tooLongAnEvent(long maxAnswer, @Nullable String cursor) {
        return of(new Fault(
                Fault.Code.VALIDATION_FAILED,
                ("The event has more than %,d characters as it was asked for. Subscribe again for fewer fields, or"
                                + " after the cursor to pass it over.")
                        .formatted(maxAnswer),
                cursor == null ? Map.of() : Map.of("cursor", cursor)));
    }

    static GuardError emptyBucket(Payment payment, long points) {
        Payment.Level empty = payment.decisive();
        return of(new Fault(
                Fault.Code.RATE_LIMITED,
                "The operation needs %d points and the %s has %d left. Try again in %d ms."
                        .formatted(
                                points,
                                empty.policy(),
                                empty.charge().available(),
                                empty.charge().waitMillis()),
                Map.of("retryAfterMs", empty.charge().waitMillis())));
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public @Nullable List<SourceLocation> getLocations() {
        return locations;
    }

    @Override
    public @Nullable List<Object> getPath() {
        return path;
    }

    @Override
    public Map<String, Object> getExtensions() {
        return extensions;
    }

    @Override
    public ErrorClassification getErrorType() {
        return ErrorClassification.errorClassification(String.valueOf(extensions.get("code")));
    }

    /// As the engine would write it, but without its own `classification`: the code says it.
    @Override
    public Map<String, Object> toSpecification() {
        var specification = new LinkedHashMap<String, Object>();
        specification.put("message", message);
        if (locations != null && !locations.isEmpty()) {
            specification.put(
                    "locations",
                    locations.stream()
                            .filter(location -> location.getLine() > 0)
                            .map(location -> Map.of("line", location.getLine(), "column", location.getColumn()))
                            .toList());
        }
        if (path != null) {
            specification.put("path", path);
        }
        specification.put("extensions", extensions);
        return specification;
    }
}
