package dev.baton.access;

import dev.baton.graph.Fault;

/// Why a token is good for nothing, though it holds.
enum Lapse {
    CREDENTIAL_ENDED(
            Fault.Code.UNAUTHENTICATED,
            "The credential behind this token was revoked or has another secret now. Sign in again."),
    /// Until it is resumed: then the token is good again.
    WORKSPACE_SUSPENDED(
            Fault.Code.FORBIDDEN, "The workspace is suspended. Ask an administrator of the installation to resume it."),
    /// Also while it is being deleted.
    WORKSPACE_GONE(Fault.Code.UNAUTHENTICATED, "The token is for a workspace that does not exist.");

    private final Fault.Code code;
    private final String message;

    Lapse(Fault.Code code, String message) {
        this.code = code;
        this.message = message;
    }

    String message() {
        return message;
    }

    Fault fault() {
        return new Fault(code, message);
    }
}
