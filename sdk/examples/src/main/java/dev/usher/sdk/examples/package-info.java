/** One small application behind each of the adapters. */
@NullMarked
package dev.usher.sdk.examples;

import org.jspecify.annotations.NullMarked;
