package dev.usher.store.embedded;

import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The server's process, started and stopped. What it says goes to a log.
 *
 * @param data its data folder
 */
record Postmaster(Programs programs, RunAs runAs, Path data, Path log) {
  /** Recovery after a crash may take long; a server that ended is seen at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Nobody's: no system gives out a number so large. */
  private static final String NO_PROCESS = "2147483646";

  private static final int PID = 0;
  private static final int STATE = 7;

  /**
   * These hold whatever {@code postgresql.conf} in the folder says. A statement that fails is not
   * logged, for it may hold what is nobody's business; nor are those who come with a wrong
   * password.
   */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "fsync=on",
          "full_page_writes=on",
          "synchronous_commit=on",
          "password_encryption=scram-sha-256",
          "logging_collector=off",
          "log_destination=stderr",
          "log_statement=none",
          "log_min_error_statement=panic",
          "log_min_duration_statement=-1",
          "timezone=UTC");

  /**
   * Lays the data out in a new folder. Everybody needs a password.
   *
   * @param password a file that holds the superuser's
   */
  void layOut(Path folder, String superuser, Path password) throws IOException {
    run(
        List.of(
            programs.path("initdb"),
            "--pgdata=" + folder,
            "--username=" + superuser,
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C"));
  }

  /**
   * Starts it and waits until it lets people in.
   *
   * @return empty when it ended instead; the log says why
   */
  Optional<Process> start(int port) throws IOException {
    List<String> command = new ArrayList<>(List.of(programs.path("postgres"), "-D"));
    command.add(data.toString());
    command.add("-p");
    command.add(String.valueOf(port));
    for (String setting : SETTINGS) {
      command.add("-c");
      command.add(setting);
    }
    Process process = runAs.apart(command, log).start();
    long end = System.nanoTime() + PATIENCE.toNanos();
    String own = String.valueOf(process.pid());
    while (!isReady(own)) {
      if (!process.isAlive()) return Optional.empty();
      if (System.nanoTime() > end) {
        process.destroy();
        throw new StoreFailure("PostgreSQL is not ready after " + PATIENCE + "; see " + log);
      }
      pause();
    }
    return Optional.of(process);
  }

  /** As pg_ctl waits: the process writes its state there when it has the port and the data. */
  private boolean isReady(String process) throws IOException {
    List<String> lines = pidFile();
    return lines.size() > STATE
        && lines.get(PID).strip().equals(process)
        && lines.get(STATE).strip().equals("ready");
  }

  /** Ends it: sessions are ended, all is written out. */
  void stop() throws IOException {
    run(
        List.of(
            programs.path("pg_ctl"),
            "stop",
            "--pgdata=" + data,
            "--mode=fast",
            "--wait",
            "--timeout=60"));
  }

  /**
   * What a crash left. A server whose usher was killed still runs: it is stopped. After a crash of
   * the server its process's number may by now be another's, at which it would refuse to start: the
   * number goes, the rest stays, by which it knows whether any process still uses its memory.
   */
  void clearUp() throws IOException {
    List<String> lines = pidFile();
    if (lines.isEmpty()) return;
    Optional<ProcessHandle> process =
        lines.get(PID).strip().matches("[1-9][0-9]{0,9}")
            ? ProcessHandle.of(Long.parseLong(lines.get(PID).strip()))
            : Optional.empty();
    if (process.isEmpty()) return;
    if (isServer(process.get())) {
      stop();
    } else {
      List<String> mended = new ArrayList<>(lines);
      mended.set(PID, NO_PROCESS);
      Files.write(data.resolve("postmaster.pid"), mended);
    }
  }

  /** The programs lie in the data folder, so that no other server runs them. */
  private boolean isServer(ProcessHandle process) {
    return process
        .info()
        .command()
        .filter(program -> Path.of(program).startsWith(programs.root().getParent()))
        .isPresent();
  }

  private List<String> pidFile() throws IOException {
    try {
      return Files.readAllLines(data.resolve("postmaster.pid"));
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  /** Runs a program to its end. */
  private void run(List<String> program) throws IOException {
    Process process = runAs.builder(program, log).start();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroy();
        throw new StoreFailure(
            Path.of(program.getFirst()).getFileName() + " failed; what it said is in " + log);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreFailure("interrupted while PostgreSQL starts or stops", interrupted);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreFailure("interrupted while PostgreSQL starts", interrupted);
    }
  }
}
