package dev.usher.core.filter;

import dev.usher.core.condition.Value;

/**
 * A value that an expression is given beside its text.
 *
 * @param type as the system calls it
 * @param value of that type; never NULL, and of a list neither are its elements
 */
public record Parameter(String type, Value value) {}
