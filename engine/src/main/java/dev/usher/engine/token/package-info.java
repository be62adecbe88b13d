/** Bearer tokens: who a program is that asks, what it may ask for, and for how long. */
@NullMarked
package dev.usher.engine.token;

import org.jspecify.annotations.NullMarked;
