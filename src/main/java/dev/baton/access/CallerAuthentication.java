package dev.baton.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/// A caller who showed a good token, until the token expires. It does not keep the token.
public final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1;

    private final transient Caller caller;
    private final transient @Nullable Grant grant;
    private final Instant expiresAt;

    CallerAuthentication(Caller caller, @Nullable Grant grant, Instant expiresAt) {
        super(AuthorityUtils.createAuthorityList(
                caller.roles().stream().map(Role::name).toArray(String[]::new)));
        this.caller = caller;
        this.grant = grant;
        this.expiresAt = expiresAt;
        setAuthenticated(true);
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return caller.subject();
    }

    /// With what the token's right may end before its time, or null where it does not.
    @Nullable
    Grant grant() {
        return grant;
    }

    /// When the token's right ends.
    public Instant expiresAt() {
        return expiresAt;
    }
}
