/** Random policies on random databases: what is granted is exactly what is written. */
package dev.usher.connectors.mariadb.proof;
