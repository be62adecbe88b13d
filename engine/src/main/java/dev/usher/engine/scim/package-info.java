/**
 * Directories that push their people to usher by SCIM 2.0 (RFC 7643, 7644): what they send is read
 * here as it is meant, and the ports say what is kept of it and what of it is in force.
 */
@NullMarked
package dev.usher.engine.scim;

import org.jspecify.annotations.NullMarked;
