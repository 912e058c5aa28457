package dev.baton.graph;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// A GraphQL request as a client writes it, over whatever transport: an object with `query` or `documentId`, and
/// perhaps `operationName`, `variables` and `extensions`. Other properties are for times to come, and ignored.
public final class RequestBody {

    /// Under this name in `extensions` stands the id of the document, for a request that gives its id in place of
    /// the document. A client cannot put it there.
    public static final String DOCUMENT_ID = "baton:documentId";

    /// Under this name in `extensions` stands how many bytes the request came in.
    public static final String SIZE = "baton:size";

    /// Stands for a document that is to be found by its id: Spring GraphQL lets no request in without one.
    public static final String TO_BE_FOUND = "{ __typename }";

    private static final int MOST_TOKENS = 250_000;
    private static final int MOST_LEVELS = 200;

    /// Reads what strangers send: two bytes of JSON can make an object of a hundred in memory, so what counts is
    /// how many values there are, and not how long the text is. A plan of 1,000 tasks has about 30,000 tokens.
    public static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_TOKENS)
                            .maxNestingDepth(MOST_LEVELS)
                            .build())
                    .build())
            .build();

    private RequestBody() {}

    /// The same, from the body of an HTTP request.
    ///
    /// @throws ResponseStatusException 400 where it is not JSON, 413 where it has too many values or levels, 422
    ///     where it is not a well-formed request
    public static Map<String, Object> read(byte[] body) {
        try {
            return read(JSON.readValue(body, Object.class), body.length);
        } catch (StreamConstraintsException _) {
            throw new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE);
        } catch (JacksonException notJson) {
            throw new ServerWebInputException("The body is not JSON", null, notJson);
        } catch (Fault malformed) {
            throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT, malformed.getMessage());
        }
    }

    /// The same request as Spring GraphQL takes it.
    ///
    /// @param json what a reader of JSON made of the text
    /// @param size of the text, in bytes
    /// @throws Fault `BAD_REQUEST` where it is not well-formed
    public static Map<String, Object> read(@Nullable Object json, int size) {
        if (!(json instanceof Map<?, ?> body)) {
            throw malformed("The request is not an object. Send one operation in each request.");
        }
        var request = new HashMap<String, Object>();
        text(body, "query", request);
        text(body, "operationName", request);
        object(body, "variables", request);
        var extensions = new HashMap<String, @Nullable Object>(object(body, "extensions", request));
        extensions.remove(DOCUMENT_ID);
        extensions.put(SIZE, size);
        if (request.get("query") == null) {
            extensions.put(DOCUMENT_ID, documentId(body, extensions));
            request.put("query", TO_BE_FOUND);
        }
        request.put("extensions", extensions);
        return request;
    }

    /// By its own property, or as clients of Apollo's automatic persisted queries say it.
    private static String documentId(Map<?, ?> body, Map<String, @Nullable Object> extensions) {
        if (body.get("documentId") instanceof String id && !id.isBlank()) {
            return id;
        }
        if (extensions.get("persistedQuery") instanceof Map<?, ?> persisted
                && persisted.get("sha256Hash") instanceof String hash) {
            return "sha256:" + hash;
        }
        throw malformed("Give the operation in query, or the id of a known one in documentId.");
    }

    private static void text(Map<?, ?> body, String name, Map<String, Object> request) {
        switch (body.get(name)) {
            case String text -> request.put(name, text);
            case null -> {}
            default -> throw malformed(name + " is not a text.");
        }
    }

    private static Map<String, Object> object(Map<?, ?> body, String name, Map<String, Object> request) {
        return switch (body.get(name)) {
            case Map<?, ?> object -> {
                var copy = new HashMap<String, Object>();
                object.forEach((key, value) -> copy.put(String.valueOf(key), value));
                request.put(name, copy);
                yield copy;
            }
            case null -> Map.of();
            default -> throw malformed(name + " is not an object.");
        };
    }

    private static Fault malformed(String message) {
        return new Fault(Fault.Code.BAD_REQUEST, message);
    }
}
