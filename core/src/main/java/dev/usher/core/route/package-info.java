/** From a request at a gateway to what it would do: paths that have one meaning, and routes. */
@NullMarked
package dev.usher.core.route;

import org.jspecify.annotations.NullMarked;
