/** What the API keeps: plans that were shown, and answers that were given. */
@NullMarked
package dev.usher.store.api;

import org.jspecify.annotations.NullMarked;
