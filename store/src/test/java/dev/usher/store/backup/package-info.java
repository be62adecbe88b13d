@NullMarked
package dev.usher.store.backup;

import org.jspecify.annotations.NullMarked;
