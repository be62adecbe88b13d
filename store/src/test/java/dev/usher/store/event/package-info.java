@NullMarked
package dev.usher.store.event;

import org.jspecify.annotations.NullMarked;
