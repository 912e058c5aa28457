package dev.baton.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A task of the story, as it is delegated.
///
/// @param partOf the task that it is a part of
/// @param after the tasks that it waits for
record Work(
        String title,
        String type,
        Actor assignee,
        @Nullable Work partOf,
        List<Work> after,
        String instructions,
        Map<String, Object> specification) {

    /// Something to hand in for it.
    ///
    /// @param kind a `DeliverableKind` of the schema
    /// @param name also the name of the resource that has its content, but where a step says another
    record Piece(Work work, String kind, String name, String mediaType) {

        @Override
        public String toString() {
            return name;
        }
    }

    Piece piece(String kind, String name, String mediaType) {
        return new Piece(this, kind, name, mediaType);
    }

    @Override
    public String toString() {
        return '"' + title + '"';
    }
}
