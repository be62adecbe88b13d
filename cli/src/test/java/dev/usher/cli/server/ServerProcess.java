package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.Main;
import dev.usher.store.Store;
import dev.usher.testkit.Database;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of {@code usher server}, as operators have it.
 *
 * @param log all that it writes
 */
record ServerProcess(Process process, File log) {

  /**
   * One that has not begun.
   *
   * @param jvm what is said to its JVM
   * @param words what is said behind {@code server}
   */
  static ProcessBuilder java(List<String> jvm, List<String> words) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.addAll(jvm);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.add("server");
    line.addAll(words);
    return new ProcessBuilder(line);
  }

  /** One that follows the policy, on a store that others may share. */
  static ProcessBuilder on(Database store, Path policy, List<String> words) {
    List<String> all = new ArrayList<>(List.of("-p", policy.toString(), "--store", store.url()));
    all.addAll(List.of("--store-admin", "env:STORE_ADMIN", "--store-login", "env:STORE_LOGIN"));
    all.addAll(List.of("--listen", "127.0.0.1:0"));
    all.addAll(words);
    ProcessBuilder java = java(List.of("-Xmx256m"), all);
    java.environment()
        .putAll(
            Map.of(
                "STORE_ADMIN", store.server().superuser() + ":" + store.server().password(),
                "STORE_LOGIN", Store.RUNNING + ":correct horse"));
    return java;
  }

  static ServerProcess begin(Class<?> test, ProcessBuilder java) throws IOException {
    File log = ProcessLog.of(test);
    return new ServerProcess(java.redirectErrorStream(true).redirectOutput(log).start(), log);
  }

  /** Where it listens, once it does. */
  int port(Path file) {
    until("it listens", () -> Files.exists(file) || !process.isAlive());
    assertThat(process.isAlive()).as(said()).isTrue();
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What it has written by now. */
  String said() {
    try {
      return Files.readString(log.toPath());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
  }
}
