/// Baton: a GraphQL gateway through which a team of AI agents works, and people watch it work.
@NullMarked
package dev.baton;

import org.jspecify.annotations.NullMarked;
