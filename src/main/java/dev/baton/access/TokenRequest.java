package dev.baton.access;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;

/// A request of an access token, checked as far as its form goes: by client credentials (RFC 6749, section 4.4), or by
/// a refresh token (section 6).
///
/// @param wanted what the client asks for, once it has shown that it is the client
record TokenRequest(String clientId, String clientSecret, Wanted wanted) {

    /// The scope that asks for a refresh token, as OpenID Connect has it. The roles are the client's and no
    /// choice.
    static final String OFFLINE = "offline_access";

    private static final String BASIC = "Basic ";

    /// What is asked for.
    sealed interface Wanted {

        /// The grant type's name.
        String grantType();

        /// A token for the client, and a refresh token where it wants one.
        record Token(boolean refreshable) implements Wanted {

            @Override
            public String grantType() {
                return "client_credentials";
            }
        }

        /// The next tokens of a family.
        record Refresh(String token) implements Wanted {

            @Override
            public String grantType() {
                return "refresh_token";
            }

            @Override
            public String toString() {
                return "Refresh[]";
            }
        }
    }

    private record Credentials(String id, String secret) {

        @Override
        public String toString() {
            return "Credentials[id=" + id + "]";
        }
    }

    /// @param authorization the header, or null
    /// @param form the body's parameters
    /// @throws Refused with what the request does not keep to
    static TokenRequest of(@Nullable String authorization, MultiValueMap<String, String> form) {
        for (List<String> values : form.values()) {
            if (values.size() > 1) {
                throw new Refused(OAuthError.INVALID_REQUEST, "A parameter is given more than once.");
            }
        }
        Wanted wanted = wanted(form);
        Credentials client = credentials(authorization, form.getFirst("client_id"), form.getFirst("client_secret"));
        return new TokenRequest(client.id(), client.secret(), wanted);
    }

    private static Wanted wanted(MultiValueMap<String, String> form) {
        return switch (form.getFirst("grant_type")) {
            case "client_credentials" -> new Wanted.Token(wantsRefresh(form.getFirst("scope")));
            case "refresh_token" -> new Wanted.Refresh(refreshToken(form.getFirst("refresh_token")));
            case null -> throw noGrantType();
            case "" -> throw noGrantType();
            default ->
                throw new Refused(
                        OAuthError.UNSUPPORTED_GRANT_TYPE, "The grant types are client_credentials and refresh_token.");
        };
    }

    private static Refused noGrantType() {
        return new Refused(OAuthError.INVALID_REQUEST, "Send grant_type=client_credentials as a form.");
    }

    private static boolean wantsRefresh(@Nullable String scope) {
        if (scope == null || scope.isBlank()) {
            return false;
        }
        if (!scope.equals(OFFLINE)) {
            throw new Refused(OAuthError.INVALID_SCOPE, "The only scope that can be asked for is offline_access.");
        }
        return true;
    }

    private static String refreshToken(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            throw new Refused(OAuthError.INVALID_REQUEST, "Send the refresh_token.");
        }
        return token;
    }

    private static Credentials credentials(
            @Nullable String authorization, @Nullable String id, @Nullable String secret) {
        if (authorization == null) {
            return ofParameters(id, secret);
        }
        Credentials credentials = ofHeader(authorization);
        if (secret != null || (id != null && !id.equals(credentials.id()))) {
            throw new Refused(
                    OAuthError.INVALID_REQUEST, "Give the client's credentials once: as Basic, or in the form.");
        }
        return credentials;
    }

    @Override
    public String toString() {
        return "TokenRequest[clientId=" + clientId + "]";
    }

    private static Credentials ofParameters(@Nullable String id, @Nullable String secret) {
        if (id == null || secret == null) {
            throw new Refused(OAuthError.INVALID_CLIENT, "Give the client's id and secret: as Basic, or in the form.");
        }
        return new Credentials(id, secret);
    }

    private static Credentials ofHeader(String authorization) {
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            throw new Refused(OAuthError.INVALID_CLIENT, "The Authorization header is not of the Basic scheme.");
        }
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String pair = new String(bytes, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon >= 0) {
                return new Credentials(decode(pair.substring(0, colon)), decode(pair.substring(colon + 1)));
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
        INVALID_GRANT("invalid_grant", HttpStatus.BAD_REQUEST),
        UNAUTHORIZED_CLIENT("unauthorized_client", HttpStatus.BAD_REQUEST),
        INVALID_SCOPE("invalid_scope", HttpStatus.BAD_REQUEST),
        UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", HttpStatus.BAD_REQUEST),
        TEMPORARILY_UNAVAILABLE("temporarily_unavailable", HttpStatus.SERVICE_UNAVAILABLE),
        /// As RFC 8628 has it.
        SLOW_DOWN("slow_down", HttpStatus.TOO_MANY_REQUESTS);

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
        private final Duration retryAfter;
        private final transient @Nullable Caller client;

        Refused(OAuthError error, String description) {
            this(error, description, Duration.ofSeconds(1), null);
        }

        /// @param client who was meant to sign in, or null where there is no such client
        Refused(OAuthError error, String description, @Nullable Caller client) {
            this(error, description, Duration.ofSeconds(1), client);
        }

        /// @param retryAfter when trying again may help, where it may at all
        Refused(OAuthError error, String description, Duration retryAfter) {
            this(error, description, retryAfter, null);
        }

        private Refused(OAuthError error, String description, Duration retryAfter, @Nullable Caller client) {
            super(description, null, false, false);
            this.client = client;
            this.error = error;
            this.description = description;
            this.retryAfter = retryAfter;
        }

        @Nullable
        Caller client() {
            return client;
        }

        Duration retryAfter() {
            return retryAfter;
        }

        OAuthError error() {
            return error;
        }

        String description() {
            return description;
        }
    }
}
