package dev.baton.output;

import dev.baton.graph.Fault;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.stream.Placed;
import dev.baton.stream.Shareable;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A piece of a task's output.
///
/// @param time when it came in
record OutputPiece(Place place, String text, OffsetDateTime time) implements Shareable, Placed {

    /// Where a piece stands: behind all of earlier attempts, and behind those of its own with a smaller index. It
    /// is the piece's id in Redis, which takes no second one with the same id, nor one before the last.
    ///
    /// @param attempt the attempt's number, from 1
    /// @param index the piece's number in the attempt, from 1
    /// @param life tells what Redis keeps of the task's output now from what it kept before it lost that: in
    ///     another life the same index is another piece
    record Place(TaskId task, int attempt, long index, String life) {

        private static final String ORDER = "output";

        private static final Pattern KEY = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})(?:-([0-9a-f]{1,32}))?");

        static Place of(TaskId task, String id, String life) {
            String[] parts = id.split("-", -1);
            return new Place(task, Integer.parseInt(parts[0]), Long.parseLong(parts[1]), life);
        }

        String id() {
            return attempt + "-" + index;
        }

        String encode() {
            String key = life.isEmpty() ? id() : id() + "-" + life;
            return new PageRequest.Cursor(ORDER, key, task.toString()).encode();
        }

        /// @throws Fault `BAD_REQUEST` where the text is no cursor of this task's output
        static Place decode(TaskId task, String text) {
            PageRequest.Cursor cursor = PageRequest.Cursor.decode(text);
            Matcher key = KEY.matcher(cursor.key());
            if (!cursor.order().equals(ORDER) || !cursor.id().equals(task.toString()) || !key.matches()) {
                throw new Fault(
                        Fault.Code.BAD_REQUEST, "The cursor is not one of this task's output. Take it from a piece.");
            }
            return new Place(
                    task,
                    Integer.parseInt(key.group(1)),
                    Long.parseLong(key.group(2)),
                    Objects.requireNonNullElse(key.group(3), ""));
        }
    }

    @Override
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
