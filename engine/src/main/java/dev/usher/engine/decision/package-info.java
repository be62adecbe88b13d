/** What was decided for whom, written down beside the answers and never before them. */
@NullMarked
package dev.usher.engine.decision;

import org.jspecify.annotations.NullMarked;
