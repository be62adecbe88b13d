/** What waits for a named person's yes, and who said it. */
@NullMarked
package dev.usher.engine.approval;

import org.jspecify.annotations.NullMarked;
