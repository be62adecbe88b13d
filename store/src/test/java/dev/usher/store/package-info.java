@NullMarked
package dev.usher.store;

import org.jspecify.annotations.NullMarked;
