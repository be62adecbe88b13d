package dev.usher.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
  @Test
  void thisMachineIsToldByTheLetter() {
    assertThat(Hosts.areThisMachine("jdbc:postgresql://localhost:5432/shop")).isTrue();
    assertThat(Hosts.areThisMachine("jdbc:postgresql://127.0.0.1/shop?sslmode=require")).isTrue();
    assertThat(Hosts.areThisMachine("jdbc:mariadb://[::1]:3306/shop")).isTrue();
    assertThat(Hosts.areThisMachine("redis://LOCALHOST:6379")).isTrue();
    assertThat(Hosts.areThisMachine("jdbc:postgresql://127.0.0.1:1,127.0.0.2:2/shop")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example.org/shop",
        "jdbc:postgresql://127.0.0.1,db.example.org/shop",
        "jdbc:postgresql://db.example.org:5432,localhost/shop",
        "jdbc:postgresql://localhost.example.org/shop",
        "jdbc:postgresql://localhost@db.example.org/shop",
        "jdbc:postgresql://127.0.0.1.example.org/shop",
        "jdbc:postgresql://0.0.0.0/shop",
        "jdbc:postgresql:shop",
        "jdbc:postgresql:///shop",
        "redis://10.0.0.1?localhost",
      })
  void everythingElseIsElsewhere(String url) {
    assertThat(Hosts.areThisMachine(url)).isFalse();
  }
}
