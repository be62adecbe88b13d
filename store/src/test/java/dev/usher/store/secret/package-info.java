@NullMarked
package dev.usher.store.secret;

import org.jspecify.annotations.NullMarked;
