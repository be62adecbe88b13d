/**
 * What is meant in one target at one instant: the only thing that decisions and provisioning read.
 */
@NullMarked
package dev.usher.core.access;

import org.jspecify.annotations.NullMarked;
