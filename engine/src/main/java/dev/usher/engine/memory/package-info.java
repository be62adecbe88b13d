/** Who was meant to have what, and who had it, at any time since a server has been at work. */
@NullMarked
package dev.usher.engine.memory;

import org.jspecify.annotations.NullMarked;
