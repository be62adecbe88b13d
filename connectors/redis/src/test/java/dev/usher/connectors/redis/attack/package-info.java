/**
 * What somebody tries who would have usher do their work. Each ends with proof that nothing ran.
 */
package dev.usher.connectors.redis.attack;
