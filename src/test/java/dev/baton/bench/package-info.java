/// What the gateway's work costs, measured by command and not by the build.
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;
