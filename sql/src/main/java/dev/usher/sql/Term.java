package dev.usher.sql;

/**
 * A column or a looked-up attribute.
 *
 * @param shown as the condition calls it
 * @param sql as the statement calls it
 */
record Term(String shown, String sql, Type type) {}
