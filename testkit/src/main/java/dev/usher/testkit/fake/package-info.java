/**
 * A type of system that is no database: houses whose doors open to badges. No tables, no columns,
 * no roles, no transactions: each command is carried out by itself. What a session has it keeps
 * until it is ended. Its houses live in memory and fail on demand, so that the engine is tested
 * beside several of them at no cost; its connector has the files of every connector.
 */
@NullMarked
package dev.usher.testkit.fake;

import org.jspecify.annotations.NullMarked;
