/**
 * What a policy means, compiled for questions of one kind: may this subject do this on that. The
 * index is exact: it answers yes if and only if {@link dev.usher.core.meaning.Decider} says All.
 *
 * <p>Three things make it fast. Resources that no line of the policy tells apart are one {@link
 * Thing}, whose answer is worked out once for each action; people and addresses are known by a
 * keyed hash, and what is asked of them lies beside it, so that a question waits for the memory
 * once; and conditions run only where there is one. What it gives up is the reason, which is found
 * by the meaning itself when somebody asks for it.
 *
 * <p>A search leaves one part of a question open, and answers what fits there by asking: resources
 * by the roles that may give something on them, subjects one after the other.
 */
@NullMarked
package dev.usher.core.check;

import org.jspecify.annotations.NullMarked;
