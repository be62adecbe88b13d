/** The text of a policy: files, the tree in each, and what is wrong where. */
@NullMarked
package dev.usher.policy.text;

import org.jspecify.annotations.NullMarked;
