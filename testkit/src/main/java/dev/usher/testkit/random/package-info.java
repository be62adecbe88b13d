/** Random schemas, and random access to what is in them: the odd names and shapes on purpose. */
@NullMarked
package dev.usher.testkit.random;

import org.jspecify.annotations.NullMarked;
