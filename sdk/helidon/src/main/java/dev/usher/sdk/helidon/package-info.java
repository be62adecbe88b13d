/** In front of Helidon SE's routes. */
@NullMarked
package dev.usher.sdk.helidon;

import org.jspecify.annotations.NullMarked;
