package dev.usher.sql;

/**
 * A column, as the engine's catalogue describes it: {@link PostgresDialect#COLUMN_TYPE} and its
 * like are how to ask.
 *
 * @param type with its length and its like
 * @param collation empty where the type has none
 */
public record Column(String name, String type, String collation) {}
