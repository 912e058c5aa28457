package dev.baton.journal;

import dev.baton.graph.Fault;
import dev.baton.graph.PageRequest;

/// A place in the log: behind the event with this offset, and before the next. A client sees it as the opaque
/// `cursor` of an event, of an edge, and as `workspace { head }`: all three have one form, so that each is good for
/// the others' `after`.
///
/// It names no workspace and needs none: the log is numbered across workspaces, and whoever reads behind a position
/// reads the caller's own events.
///
/// @param epoch names this incarnation of the log: another one after a dump was restored, here or elsewhere
/// @param offset grows from event to event, of all workspaces; it also says the day, so it jumps when a day begins
public record Position(String epoch, long offset) {

    private static final String ORDER = "event";

    /// The opaque text that a client sees.
    public String encode() {
        return cursor().encode();
    }

    /// @throws Fault `BAD_REQUEST` where the text is no cursor of a log
    public static Position decode(String text) {
        return of(PageRequest.Cursor.decode(text));
    }

    static Fault expired() {
        return new Fault(
                Fault.Code.CURSOR_EXPIRED,
                "The log is not the one that the cursor was made in. Read the state again, and go on from"
                        + " workspace { head }.");
    }

    static Fault dropped() {
        return new Fault(
                Fault.Code.CURSOR_EXPIRED,
                "Some of what comes behind the cursor is older than the log is kept. Read the state again, and go on"
                        + " from workspace { head }.");
    }

    /// The place in front of the event at this position.
    Position before() {
        return new Position(epoch, offset - 1);
    }

    static boolean isExpired(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == Fault.Code.CURSOR_EXPIRED;
    }

    PageRequest.Cursor cursor() {
        return new PageRequest.Cursor(ORDER, Long.toString(offset), epoch);
    }

    static Position of(PageRequest.Cursor cursor) {
        try {
            long offset = Long.parseLong(cursor.key());
            if (cursor.order().equals(ORDER) && offset >= 0) {
                return new Position(cursor.id(), offset);
            }
        } catch (NumberFormatException notOurs) {
            // Answered below: the caller needs to know that the cursor is bad, not how.
        }
        throw new Fault(
                Fault.Code.BAD_REQUEST,
                "The cursor is not one of the log's. Take it from an event or from workspace { head }, unchanged.");
    }
}
