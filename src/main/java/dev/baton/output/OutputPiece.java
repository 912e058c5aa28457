package dev.baton.output;

import dev.baton.graph.Fault;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.stream.Shareable;
import java.time.OffsetDateTime;

/// A piece of a task's output.
///
/// @param time when it came in
record OutputPiece(Place place, String text, OffsetDateTime time) implements Shareable {

    /// Where a piece stands: behind all of earlier attempts, and behind those of its own with a smaller index. It
    /// is the piece's id in Redis, which takes no second one with the same id, nor one before the last.
    ///
    /// @param attempt the attempt's number, from 1
    /// @param index the piece's number in the attempt, from 1
    record Place(TaskId task, int attempt, long index) {

        private static final String ORDER = "output";

        static Place of(TaskId task, String id) {
            String[] parts = id.split("-", -1);
            return new Place(task, Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
        }

        String id() {
            return attempt + "-" + index;
        }

        String encode() {
            return new PageRequest.Cursor(ORDER, id(), task.toString()).encode();
        }

        /// @throws Fault `BAD_REQUEST` where the text is no cursor of this task's output
        static Place decode(TaskId task, String text) {
            PageRequest.Cursor cursor = PageRequest.Cursor.decode(text);
            boolean ours = cursor.order().equals(ORDER)
                    && cursor.id().equals(task.toString())
                    && cursor.key().matches("[0-9]{1,9}-[0-9]{1,18}");
            if (!ours) {
                throw new Fault(
                        Fault.Code.BAD_REQUEST, "The cursor is not one of this task's output. Take it from a piece.");
            }
            return of(task, cursor.key());
        }
    }

    public String cursor() {
        return place.encode();
    }

    public int attempt() {
        return place.attempt();
    }

    public long index() {
        return place.index();
    }

    @Override
    public Object identity() {
        return place;
    }
}
