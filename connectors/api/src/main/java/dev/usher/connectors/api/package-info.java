/**
 * What a connector is: one folder that carries access to one type of system. A connector depends on
 * this package and on core, and on no other connector.
 */
@NullMarked
package dev.usher.connectors.api;

import org.jspecify.annotations.NullMarked;
