@NullMarked
package dev.baton.access;

import org.jspecify.annotations.NullMarked;
