/** The house's plan, held by tests over all modules. */
@NullMarked
package dev.usher.walls;

import org.jspecify.annotations.NullMarked;
