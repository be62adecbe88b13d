package dev.usher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresTest {
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void everyServerIsOfTheVersionItSays(Postgres server) throws Exception {
    try (Connection connection = server.connect("postgres")) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(server.major());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void aDatabaseTakesItsRolesAlong(Postgres server) throws Exception {
    String role;
    String marked;
    try (Database database = server.database()) {
      role = database.role(database.tag() + "_a\"b", "login");
      marked = database.tag() + "_marked";
      database.run(
          "create table t (id int)",
          "grant select on t to " + Sql.name(role),
          "create role " + marked,
          "comment on role " + marked + " is 'usher: {}'",
          "grant connect on database " + database.name() + " to " + marked);
      try (Connection connection = database.connectAs(role)) {
        assertThat(Sql.rows(connection, "select * from t")).isEmpty();
      }
    }
    try (Connection connection = server.connect("postgres")) {
      assertThat(
              Sql.column(
                  connection,
                  "select rolname from pg_roles where rolname in (%s, %s)"
                      .formatted(Sql.text(role), Sql.text(marked))))
          .isEmpty();
    }
  }

  @Test
  void passwordsAreAskedForWhileScramIsOn() {
    Postgres server = Postgres.newest();
    try (Database database = server.database()) {
      String role = database.role(database.tag() + "_r", "login password 'right'");
      try (Scram _ = server.scram()) {
        assertThatThrownBy(() -> database.connectAs(role)).hasMessageContaining("password");
        assertThatThrownBy(() -> server.connect(database.name(), role, "wrong"))
            .hasMessageContaining("password authentication failed");
        assertThat(server.connect(database.name(), role, "right")).isNotNull();
      }
      assertThat(database.connectAs(role)).isNotNull();
    }
  }
}
