/** Bearer tokens over HTTP: made, listed, taken back, and recognised at the door. */
@NullMarked
package dev.usher.server.token;

import org.jspecify.annotations.NullMarked;
