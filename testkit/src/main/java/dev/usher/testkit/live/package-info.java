/**
 * What a live PostgreSQL holds and answers, by ways of its own: nothing here is shared with the
 * connector, so that one can be held against the other.
 */
@NullMarked
package dev.usher.testkit.live;

import org.jspecify.annotations.NullMarked;
