/**
 * Tells by OpenTelemetry what takes how long, and what was decided; nothing else in the house knows
 * of it.
 */
@NullMarked
package dev.usher.server.trace;

import org.jspecify.annotations.NullMarked;
