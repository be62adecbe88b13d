/** Who people at the door are, as rows. */
@NullMarked
package dev.usher.store.person;

import org.jspecify.annotations.NullMarked;
