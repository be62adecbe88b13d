/**
 * Conditions as text: dev.cel parses and checks, and the tree becomes our own at once. Its classes
 * are loaded only when a policy has a condition.
 */
@NullMarked
package dev.usher.policy.cel;

import org.jspecify.annotations.NullMarked;
