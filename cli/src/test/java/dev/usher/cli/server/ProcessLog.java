package dev.usher.cli.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Where what a process of a test writes is kept: beside what tests print, for LeaksTest. */
final class ProcessLog {
  private static final AtomicInteger MADE = new AtomicInteger();

  private ProcessLog() {}

  /** A new one, in place of the one that an earlier run left. */
  static File of(Class<?> test) throws IOException {
    Path reports = Files.createDirectories(Path.of("target", "surefire-reports"));
    String name = test.getName() + "-" + MADE.incrementAndGet() + "-output.txt";
    return reports.resolve(name).toFile();
  }
}
