package dev.baton.access;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;

/// A request of an access token by client credentials (RFC 6749, section 4.4), checked as far as its form goes.
record TokenRequest(String clientId, String clientSecret) {

    private static final String GRANT_TYPE = "client_credentials";
    private static final String BASIC = "Basic ";

    /// @param authorization the header, or null
    /// @param form the body's parameters
    /// @throws Refused with what the request does not keep to
    static TokenRequest of(@Nullable String authorization, MultiValueMap<String, String> form) {
        for (List<String> values : form.values()) {
            if (values.size() > 1) {
                throw new Refused(OAuthError.INVALID_REQUEST, "A parameter is given more than once.");
            }
        }
        String grantType = form.getFirst("grant_type");
        if (grantType == null || grantType.isEmpty()) {
            throw new Refused(OAuthError.INVALID_REQUEST, "Send grant_type=client_credentials as a form.");
        }
        if (!grantType.equals(GRANT_TYPE)) {
            throw new Refused(OAuthError.UNSUPPORTED_GRANT_TYPE, "The only grant type is client_credentials.");
        }
        String id = form.getFirst("client_id");
        String secret = form.getFirst("client_secret");
        if (authorization == null) {
            return ofParameters(id, secret);
        }
        TokenRequest request = ofHeader(authorization);
        if (secret != null || (id != null && !id.equals(request.clientId()))) {
            throw new Refused(
                    OAuthError.INVALID_REQUEST, "Give the client's credentials once: as Basic, or in the form.");
        }
        return request;
    }

    @Override
    public String toString() {
        return "TokenRequest[clientId=" + clientId + "]";
    }

    private static TokenRequest ofParameters(@Nullable String id, @Nullable String secret) {
        if (id == null || secret == null) {
            throw new Refused(OAuthError.INVALID_CLIENT, "Give the client's id and secret: as Basic, or in the form.");
        }
        return new TokenRequest(id, secret);
    }

    private static TokenRequest ofHeader(String authorization) {
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            throw new Refused(OAuthError.INVALID_CLIENT, "The Authorization header is not of the Basic scheme.");
        }
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String pair = new String(bytes, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon >= 0) {
                return new TokenRequest(decode(pair.substring(0, colon)), decode(pair.substring(colon + 1)));
            }
        } catch (IllegalArgumentException neitherBase64NorFormEncoded) {
            // Answered below: it is all the same to the client.
        }
        throw new Refused(OAuthError.INVALID_CLIENT, "The Authorization header is malformed.");
    }

    /// Section 2.3.1: both halves are form-encoded before they are joined.
    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /// The error codes of section 5.2 that can come up here, with 503 from section 4.1.2.1.
    enum OAuthError {
        INVALID_REQUEST("invalid_request", HttpStatus.BAD_REQUEST),
        INVALID_CLIENT("invalid_client", HttpStatus.UNAUTHORIZED),
        UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", HttpStatus.BAD_REQUEST),
        TEMPORARILY_UNAVAILABLE("temporarily_unavailable", HttpStatus.SERVICE_UNAVAILABLE);

        private final String code;
        private final HttpStatus status;

        OAuthError(String code, HttpStatus status) {
            this.code = code;
            this.status = status;
        }

        String code() {
            return code;
        }

        HttpStatus status() {
            return status;
        }
    }

    /// Why no token is given.
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final OAuthError error;
        private final String description;

        Refused(OAuthError error, String description) {
            super(description, null, false, false);
            this.error = error;
            this.description = description;
        }

        OAuthError error() {
            return error;
        }

        String description() {
            return description;
        }
    }
}
