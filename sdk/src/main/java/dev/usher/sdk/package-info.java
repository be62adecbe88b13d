/**
 * Checks in an application's own process: {@link dev.usher.sdk.UsherChecks} follows a server and
 * answers from memory.
 */
@NullMarked
package dev.usher.sdk;

import org.jspecify.annotations.NullMarked;
