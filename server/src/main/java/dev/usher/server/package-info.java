/** Usher over HTTP: who listens where, who may ask, and how errors look. */
@NullMarked
package dev.usher.server;

import org.jspecify.annotations.NullMarked;
