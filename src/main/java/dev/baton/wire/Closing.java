package dev.baton.wire;

import java.nio.charset.StandardCharsets;
import org.springframework.web.reactive.socket.CloseStatus;

/// The codes that sockets are closed with. Those from 4400 on that the protocol knows mean what it says; the client
/// of reference comes back after 4403, 4408, 1012, 1013 and codes that the protocol does not know, and after no other.
final class Closing {

    static final CloseStatus UNAUTHORIZED = new CloseStatus(4401, "Unauthorized");
    static final CloseStatus FORBIDDEN = new CloseStatus(4403, "Forbidden");
    static final CloseStatus SUBPROTOCOL = new CloseStatus(4406, "Subprotocol not acceptable");
    static final CloseStatus INIT_TIMEOUT = new CloseStatus(4408, "Connection initialisation timeout");
    static final CloseStatus SECOND_INIT = new CloseStatus(4429, "Too many initialisation requests");

    /// Of our own: come back with a new token.
    static final CloseStatus EXPIRED = new CloseStatus(4440, "Token expired");

    /// Of our own: nothing was heard for two keep-alive intervals.
    static final CloseStatus SILENT = new CloseStatus(4441, "Nothing heard for too long");

    static final CloseStatus DRAINED = CloseStatus.SERVICE_RESTARTED;
    static final CloseStatus TOO_MANY = new CloseStatus(1013, "Too many sockets of this caller");
    static final CloseStatus TOO_LARGE = new CloseStatus(1009, "Message too large");

    /// What a close frame has room for, in bytes.
    private static final int LONGEST_REASON = 123;

    private Closing() {}

    static CloseStatus invalid(String reason) {
        return new CloseStatus(4400, reason);
    }

    static CloseStatus idInUse(String id) {
        String reason = "Subscriber for " + id + " already exists";
        boolean fits = reason.getBytes(StandardCharsets.UTF_8).length <= LONGEST_REASON;
        return new CloseStatus(4409, fits ? reason : "Subscriber already exists");
    }
}
