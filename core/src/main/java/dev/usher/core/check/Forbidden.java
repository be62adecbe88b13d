package dev.usher.core.check;

import dev.usher.core.model.Policy.Never;

/**
 * A never that may speak of a target.
 *
 * @param number among those of the target
 * @param ofEveryone whether it speaks of everyone, so that nobody need be asked
 */
record Forbidden(int number, Never never, boolean ofEveryone) {}
