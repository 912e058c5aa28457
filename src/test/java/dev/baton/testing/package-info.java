/// What the tests of all packages share.
@NullMarked
package dev.baton.testing;

import org.jspecify.annotations.NullMarked;
