package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.Main;
import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file that names everybody is its owner's alone, and nobody else's file is written over. */
class BackupCommandTest {
  @TempDir Path folder;
  private final Database store = Postgres.newest().database();

  @BeforeEach
  void fill() {
    store.expectRole(Store.RUNNING);
    Store.open(
            new Account(
                store.url(), store.server().superuser(), store.server().password().toCharArray()),
            new Account(store.url(), Store.RUNNING, "correct horse".toCharArray()))
        .close();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private record Ran(int code, String said) {}

  @ParameterizedTest
  @ValueSource(strings = {"000", "022", "077"})
  void it_is_its_owners_alone_whatever_the_umask_says(String umask) throws Exception {
    Path file = folder.resolve("backup.jsonl");
    assertThat(backup(umask, file)).extracting(Ran::code).isEqualTo(0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).contains("usherBackup", "sha256");
  }

  @Test
  void what_is_there_is_neither_written_over_nor_followed() throws Exception {
    Path kept = Files.writeString(folder.resolve("kept"), "mine");
    Path nowhere = folder.resolve("nowhere");
    Path link = Files.createSymbolicLink(folder.resolve("link"), kept);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), nowhere);
    for (Path there : new Path[] {kept, link, dangling}) {
      Ran ran = backup("022", there);
      assertThat(ran.code()).as(ran.said()).isEqualTo(1);
      assertThat(ran.said()).contains("is there already; name another one");
    }
    assertThat(Files.readString(kept)).isEqualTo("mine");
    assertThat(nowhere).doesNotExist();
    assertThat(Files.isSymbolicLink(link) && Files.isSymbolicLink(dangling)).isTrue();
  }

  private Ran backup(String umask, Path file) throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder(
            "sh",
            "-c",
            "umask " + umask + " && exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "backup",
            file.toString(),
            "--store",
            store.url(),
            "--store-admin",
            "env:STORE_ADMIN",
            "--store-login",
            "env:STORE_LOGIN");
    shell
        .environment()
        .putAll(
            Map.of(
                "STORE_ADMIN", store.server().superuser() + ":" + store.server().password(),
                "STORE_LOGIN", Store.RUNNING + ":correct horse"));
    Process process = shell.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), said);
  }
}
