/**
 * Whether a request may go through an application's door: {@link dev.usher.sdk.guard.Guard}, which
 * the adapters to frameworks have in common.
 */
@NullMarked
package dev.usher.sdk.guard;

import org.jspecify.annotations.NullMarked;
