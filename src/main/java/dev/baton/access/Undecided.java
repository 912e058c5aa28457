package dev.baton.access;

import org.springframework.security.core.AuthenticationException;

/// Whether a token holds cannot be found out now: its issuer, or the database, cannot be reached.
final class Undecided extends AuthenticationException {

    private static final long serialVersionUID = 1;

    Undecided(String message) {
        super(message);
    }
}
