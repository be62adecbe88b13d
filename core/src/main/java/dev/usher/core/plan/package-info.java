/** A plan as a value: stages of steps, exactly as they will run, with their effects and causes. */
@NullMarked
package dev.usher.core.plan;

import org.jspecify.annotations.NullMarked;
