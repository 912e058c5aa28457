package dev.baton.output;

import dev.baton.graph.InputCheck;

/// What an agent adds to the output of a task that it works on.
///
/// @param index how many pieces of the attempt there are with this one
record AppendOutputInput(String taskId, String leaseToken, int index, String text) {

    static final int MAX_TEXT = 8_192;

    void check() {
        new InputCheck()
                .length("text", text, 1, MAX_TEXT)
                .range("index", index, 1, Integer.MAX_VALUE)
                .refuse();
    }
}
