/** What is still to be followed, and which server's turn it is: by db-scheduler. */
@NullMarked
package dev.usher.store.follow;

import org.jspecify.annotations.NullMarked;
