/**
 * MariaDB 10.11 and 11.4, and MySQL: what is meant as roles and privileges, and what is there as
 * facts. They have no transactions over accounts; a table of marks tells what usher made. Where the
 * two differ is in {@link dev.usher.connectors.mariadb.Dialect}.
 */
@NullMarked
package dev.usher.connectors.mariadb;

import org.jspecify.annotations.NullMarked;
