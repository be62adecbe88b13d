/** From changes of facts to statements, in stages and in their order. Pure. */
@NullMarked
package dev.usher.connectors.postgres.arrange;

import org.jspecify.annotations.NullMarked;
