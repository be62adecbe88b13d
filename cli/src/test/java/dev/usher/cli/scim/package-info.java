/** SCIM over HTTP with the store behind it. */
@NullMarked
package dev.usher.cli.scim;

import org.jspecify.annotations.NullMarked;
