/// Works tasks off through a gateway that is killed again and again, and checks what was answered against what is
/// there at the end. See README.md.
@NullMarked
package dev.baton.history;

import org.jspecify.annotations.NullMarked;
