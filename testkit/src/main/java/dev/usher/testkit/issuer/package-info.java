/** An issuer of identity tokens on this machine, that can be wrong in each way. */
@NullMarked
package dev.usher.testkit.issuer;

import org.jspecify.annotations.NullMarked;
