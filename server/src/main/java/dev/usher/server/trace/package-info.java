/** Tells by OpenTelemetry what takes how long; nothing else in the house knows of it. */
@NullMarked
package dev.usher.server.trace;

import org.jspecify.annotations.NullMarked;
