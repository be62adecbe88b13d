/** What the use cases answer: plain records, with the same keys as their JSON. */
@NullMarked
package dev.usher.engine.report;

import org.jspecify.annotations.NullMarked;
