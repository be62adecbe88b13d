/** The policy as checked text: who, what, where, when and why; and the addresses it speaks of. */
@NullMarked
package dev.usher.core.model;

import org.jspecify.annotations.NullMarked;
