package dev.usher.bench;

import dev.usher.bench.Benchmark.Scale;
import dev.usher.engine.json.Json;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code ./dev bench NAME [--json] [--tiny]}: exit code 0 kept, 2 not kept, 1 an error. */
public final class Main {
  static final List<Benchmark> ALL =
      List.of(
          new Apply10k(),
          new At10m(),
          new Check1m(),
          new CheckHttp(),
          new CheckLag(),
          CheckLagOfMany.tenth(),
          CheckLagOfMany.million(),
          new CheckPeers(),
          new Import10k(),
          new Leaver(),
          new LeaverServed(),
          new MariaDb5k(),
          new Mover(),
          new Sweep100k(),
          new NothingToDo(),
          new Policy50k(),
          new Redis10k(),
          new Rows10m(),
          new Scim100k(),
          new ServerStart(),
          new Start(),
          new Twelve());

  private Main() {}

  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>(List.of(args));
    boolean json = words.remove("--json");
    Scale scale = words.remove("--tiny") ? Scale.TINY : Scale.FULL;
    Optional<Benchmark> chosen =
        words.size() == 1
            ? ALL.stream().filter(one -> one.name().equals(words.getFirst())).findFirst()
            : Optional.empty();
    if (chosen.isEmpty()) {
      System.err.println("usage: ./dev bench NAME [--json] [--tiny], where NAME is one of");
      ALL.forEach(one -> System.err.printf("  %-14s %s%n", one.name(), one.about()));
      System.exit(1);
    }
    Report report = report(chosen.orElseThrow(), scale);
    System.out.print(json ? Json.of(report) : report.text());
    System.exit(report.isKept() ? 0 : 2);
  }

  static Report report(Benchmark benchmark, Scale scale) throws Exception {
    Machine machine = Machine.here();
    return new Report(
        benchmark.name(),
        benchmark.about(),
        LocalDate.now().toString(),
        machine,
        benchmark.run(scale));
  }
}
