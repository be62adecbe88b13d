/** JSON: what every report is written as, and what is read back: a plan, a ledger's line. */
@NullMarked
package dev.usher.engine.json;

import org.jspecify.annotations.NullMarked;
