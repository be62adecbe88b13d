/** Requests to applications, as a proxy in front of them asks of each. */
@NullMarked
package dev.usher.engine.gateway;

import org.jspecify.annotations.NullMarked;
