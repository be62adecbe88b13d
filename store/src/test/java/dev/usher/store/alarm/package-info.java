/** Tests of {@code dev.usher.store.alarm}. */
@NullMarked
package dev.usher.store.alarm;

import org.jspecify.annotations.NullMarked;
