@NullMarked
package dev.baton.demo;

import org.jspecify.annotations.NullMarked;
