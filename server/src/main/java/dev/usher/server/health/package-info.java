/** Whether the server lives, and whether it can do what it is for. */
@NullMarked
package dev.usher.server.health;

import org.jspecify.annotations.NullMarked;
