package dev.baton.journal;

import dev.baton.graph.Fault;
import dev.baton.graph.PageRequest;
import dev.baton.graph.WorkspaceId;
import java.util.regex.Pattern;

/// A place in the log: behind the event with this offset, and before the next. A client sees it as the opaque
/// `cursor` of an event, of an edge, and as `workspace { head }`: all three have one form, so that each is good for
/// the others' `after`.
///
/// The log is numbered across workspaces, and whoever reads behind a position reads the caller's own events. The
/// cursor names the workspace nevertheless: one that came from elsewhere was not meant for here.
///
/// @param epoch names this incarnation of the log: another one after a dump was restored, here or elsewhere
/// @param offset grows from event to event, of all workspaces; it also says the day, so it jumps when a day begins
public record Position(String epoch, long offset) {

    private static final String ORDER = "event";

    /// Cursors of earlier releases named no workspace.
    private static final Pattern MARKED = Pattern.compile(".*\\.[0-9a-f]{8}", Pattern.DOTALL);

    /// The opaque text that a client of the workspace sees.
    public String encode(WorkspaceId workspace) {
        return cursor(workspace).encode();
    }

    /// @throws Fault `BAD_REQUEST` where the text is no cursor of the workspace's log, `CURSOR_EXPIRED` where it
    ///     is one of an earlier release
    public static Position decode(String text, WorkspaceId workspace) {
        return of(PageRequest.Cursor.decode(text), workspace);
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

    PageRequest.Cursor cursor(WorkspaceId workspace) {
        return new PageRequest.Cursor(ORDER, Long.toString(offset), epoch + mark(workspace));
    }

    static Position of(PageRequest.Cursor cursor, WorkspaceId workspace) {
        String mark = mark(workspace);
        String id = cursor.id();
        try {
            long offset = Long.parseLong(cursor.key());
            boolean isOfALog = cursor.order().equals(ORDER) && offset >= 0;
            if (isOfALog && id.endsWith(mark)) {
                return new Position(id.substring(0, id.length() - mark.length()), offset);
            }
            if (isOfALog && !MARKED.matcher(id).matches()) {
                throw expired();
            }
        } catch (NumberFormatException notOurs) {
            // Answered below: the caller needs to know that the cursor is bad, not how.
        }
        throw new Fault(
                Fault.Code.BAD_REQUEST,
                "The cursor is not one of the log's. Take it from an event or from workspace { head }, unchanged.");
    }

    /// Some of the random bits of the workspace's id: a mistake is to be noticed. What keeps workspaces apart is
    /// that each statement asks for one.
    private static String mark(WorkspaceId workspace) {
        return ".%08x".formatted((int) workspace.value().getLeastSignificantBits());
    }
}
