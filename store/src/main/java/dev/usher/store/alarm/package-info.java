/** What was told of what somebody has to look at, as rows. */
@NullMarked
package dev.usher.store.alarm;

import org.jspecify.annotations.NullMarked;
