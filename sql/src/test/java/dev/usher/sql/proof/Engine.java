package dev.usher.sql.proof;

import dev.usher.sql.Dialect;
import dev.usher.sql.MariaDbDialect;
import dev.usher.sql.PostgresDialect;

enum Engine {
  POSTGRES(new PostgresDialect()),
  MARIADB(new MariaDbDialect());

  final Dialect dialect;

  Engine(Dialect dialect) {
    this.dialect = dialect;
  }
}
