/** Each section of a policy: from the tree to the model, with what is wrong in it. */
@NullMarked
package dev.usher.policy.section;

import org.jspecify.annotations.NullMarked;
