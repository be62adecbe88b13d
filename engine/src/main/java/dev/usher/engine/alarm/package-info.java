/** What somebody has to look at: what waits for a yes, what is late, what is away. */
@NullMarked
package dev.usher.engine.alarm;

import org.jspecify.annotations.NullMarked;
