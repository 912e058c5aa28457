/// Checks that streams lose nothing, repeat nothing and keep one order: see the README beside this file.
@NullMarked
package dev.baton.streams;

import org.jspecify.annotations.NullMarked;
