/** From facts to what a policy would say of them, for import. Pure. */
@NullMarked
package dev.usher.connectors.postgres.describe;

import org.jspecify.annotations.NullMarked;
