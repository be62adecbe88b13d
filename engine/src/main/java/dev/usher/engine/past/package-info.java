/** Which server's past a realm goes on from: none that was overtaken gives anything there. */
@NullMarked
package dev.usher.engine.past;

import org.jspecify.annotations.NullMarked;
