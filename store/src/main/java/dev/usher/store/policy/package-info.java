/** The policies that have been in force, in the server's database. */
@NullMarked
package dev.usher.store.policy;

import org.jspecify.annotations.NullMarked;
