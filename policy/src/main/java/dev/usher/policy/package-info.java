/** From a folder of YAML to a checked policy, or to all that is wrong with it. */
@NullMarked
package dev.usher.policy;

import org.jspecify.annotations.NullMarked;
