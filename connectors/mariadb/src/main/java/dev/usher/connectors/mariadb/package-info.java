/**
 * MariaDB 10.11 and 11.4: what is meant as roles and privileges, and what is there as facts. It has
 * no transactions over accounts; a table of marks tells what usher made.
 */
@NullMarked
package dev.usher.connectors.mariadb;

import org.jspecify.annotations.NullMarked;
