/** Others who say that there is something to look at. */
@NullMarked
package dev.usher.server.hook;

import org.jspecify.annotations.NullMarked;
