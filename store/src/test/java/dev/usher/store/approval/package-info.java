@NullMarked
package dev.usher.store.approval;

import org.jspecify.annotations.NullMarked;
