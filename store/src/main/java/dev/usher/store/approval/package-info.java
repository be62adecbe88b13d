/** What waits for a yes, as rows. */
@NullMarked
package dev.usher.store.approval;

import org.jspecify.annotations.NullMarked;
