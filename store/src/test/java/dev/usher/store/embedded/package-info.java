@NullMarked
package dev.usher.store.embedded;

import org.jspecify.annotations.NullMarked;
