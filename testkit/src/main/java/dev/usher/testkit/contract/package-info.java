/**
 * What every connector keeps, as one test that each one's own test extends: {@link
 * ConnectorContract}, which meets a real system through {@link Specimen} and the connector through
 * its interface alone.
 */
@NullMarked
package dev.usher.testkit.contract;

import org.jspecify.annotations.NullMarked;
