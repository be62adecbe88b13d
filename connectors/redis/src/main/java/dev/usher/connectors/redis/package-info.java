/**
 * Carries access to Redis 6.2 and 7 by its access control lists. Every class is a step of one way,
 * named after it: inspect, compile, arrange, run, probe.
 */
@NullMarked
package dev.usher.connectors.redis;

import org.jspecify.annotations.NullMarked;
