package dev.usher.walls;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The walls of docs/architecture.md, over the production code of all modules. */
class WallsTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.usher");

  @Test
  void everyRoomIsLookedAt() {
    for (String room :
        Set.of(
            "core",
            "policy",
            "sql",
            "connectors.api",
            "connectors.postgres",
            "engine",
            "sdk",
            "sdk.servlet",
            "sdk.spring",
            "sdk.helidon",
            "store",
            "server",
            "cli")) {
      assertThat(HOUSE.containPackage("dev.usher." + room)).as(room).isTrue();
    }
  }

  @Test
  void coreStandsOnTheLanguageAlone() {
    classes()
        .that()
        .resideInAPackage("dev.usher.core..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.usher.core..",
                "java.lang..",
                "java.math",
                "java.time..",
                "java.text",
                "java.util..",
                "java.nio",
                "java.nio.charset",
                "java.security",
                "org.jspecify.annotations"))
        .check(HOUSE);
  }

  /** docs/decisions/0072. */
  @Test
  void fewStartAProgramAndNoneThatAPolicyNames() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.usher.cli.server.KeyProgram")
        .and()
        .doNotHaveFullyQualifiedName("dev.usher.cli.login.Browser")
        .and()
        .resideOutsideOfPackages(
            "dev.usher.store.embedded", "dev.usher.cli.demo..", "dev.usher.testkit..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class, Process.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .check(HOUSE);
  }

  @Test
  void coreReadsNothingAndWritesNothing() {
    noClasses()
        .that()
        .resideInAPackage("dev.usher.core..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.io",
                "java.nio.file..",
                "java.sql..",
                "java.net..",
                "java.util.logging..",
                "java.util.random.."))
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAPackage("dev.usher.core..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(HOUSE);
  }

  /**
   * What core means is a function of what it is given; policy is given a clock where it wants one.
   */
  @Test
  void coreAndPolicyHaveNoClockAndNoDiceOfTheirOwn() {
    noClasses()
        .that()
        .resideInAPackage("dev.usher.core..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class, InstantSource.class, Random.class, SecureRandom.class)
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAnyPackage("dev.usher.core..", "dev.usher.policy..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(ThreadLocalRandom.class, Random.class, SecureRandom.class)
        .check(HOUSE);
  }

  @Test
  void policyStandsOnCore() {
    standsOn("dev.usher.policy..", "dev.usher.core..");
  }

  @Test
  void sqlStandsOnCoreAndTalksToNoServer() {
    standsOn("dev.usher.sql..", "dev.usher.core..");
    noClasses()
        .that()
        .resideInAPackage("dev.usher.sql..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.io", "java.sql..", "java.net.."))
        .check(HOUSE);
  }

  @Test
  void theInterfaceOfConnectorsStandsOnCore() {
    standsOn("dev.usher.connectors.api..", "dev.usher.core..");
  }

  @Test
  void aConnectorStandsOnTheInterfaceAndOnNoOtherConnector() {
    for (JavaPackage connector : HOUSE.getPackage("dev.usher.connectors").getSubpackages()) {
      if (connector.getName().equals("dev.usher.connectors.api")) continue;
      standsOn(
          connector.getName() + "..",
          "dev.usher.core..",
          "dev.usher.sql..",
          "dev.usher.connectors.api..");
    }
  }

  /** What a plan is made of is a function of what was found. */
  @Test
  void whatIsPureInAConnectorAsksNoServer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.usher.connectors.*.compile..",
            "dev.usher.connectors.*.arrange..",
            "dev.usher.connectors.*.describe..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "java.net..", "java.io.."))
        .check(HOUSE);
  }

  /** And so knows no engine's name. */
  @Test
  void theEngineStandsOnPolicyAndTheInterface() {
    standsOn(
        "dev.usher.engine..",
        "dev.usher.core..",
        "dev.usher.policy..",
        "dev.usher.connectors.api..");
  }

  /** It keeps what the ports of the engine ask to be kept. */
  @Test
  void theStoreStandsOnTheEngine() {
    standsOn("dev.usher.store..", "dev.usher.core..", "dev.usher.engine..");
  }

  /** Where policies are kept is nothing to those who follow them. */
  @Test
  void gitIsKnownInOneRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.usher.store.git..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.eclipse.jgit..", "org.apache.sshd.."))
        .check(HOUSE);
  }

  /** What goes into other people's applications. */
  @Test
  void theSdkStandsOnTheCore() {
    standsOn("dev.usher.sdk..", "dev.usher.core..");
  }

  /** Whoever has one of them has not to have the others' frameworks. */
  @Test
  void anAdapterStandsOnTheSdkAndOnNoOtherAdapter() {
    for (String adapter : Set.of("servlet", "spring", "helidon"))
      standsOn(
          "dev.usher.sdk." + adapter + "..",
          "dev.usher.core..",
          "dev.usher.sdk",
          "dev.usher.sdk.guard");
  }

  /** It talks HTTP, and leaves what is done to the engine and what is kept to its ports. */
  @Test
  void theServerStandsOnTheEngine() {
    standsOn(
        "dev.usher.server..",
        "dev.usher.core..",
        "dev.usher.sql..",
        "dev.usher.sdk..",
        "dev.usher.engine..");
    noClasses()
        .that()
        .resideInAPackage("dev.usher.server..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.jdbi.."))
        .check(HOUSE);
  }

  /** Machines' clocks differ, and jump; the log alone tells what this one's shows. */
  @Test
  void whatAServerDecidesItDecidesByTheStoresClock() {
    for (String room :
        Set.of(
            "dev.usher.engine..",
            "dev.usher.store..",
            "dev.usher.server..",
            "dev.usher.cli.server"))
      noClasses()
          .that()
          .resideInAPackage(room)
          .and()
          .doNotHaveSimpleName("ServerCommand")
          .and()
          .doNotHaveSimpleName("OwnServer")
          .and()
          .doNotHaveSimpleName("BackupCommand")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(InstantSource.class, "system")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .check(HOUSE);
  }

  /** Wiring picks the connectors; commands and texts see only what Usher gives back. */
  @Test
  void onlyTheWiringKnowsConnectors() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.usher.cli.command..", "dev.usher.cli.render..", "dev.usher.cli.terminal..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.usher.connectors..", "dev.usher.policy..", "java.sql..")
        .check(HOUSE);
  }

  @Test
  void nothingDependsOnTheKitForTests() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.usher.testkit..", "dev.usher.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.usher.testkit..")
        .check(HOUSE);
  }

  @Test
  void packagesMakeNoCircles() {
    slices().matching("dev.usher.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void everyPackageSaysWhatItIsForAndMindsNull() {
    Set<String> silent = new TreeSet<>();
    for (JavaClass type : HOUSE) {
      JavaPackage room = type.getPackage();
      if (room.tryGetPackageInfo()
          .filter(info -> info.isAnnotatedWith(NullMarked.class))
          .isEmpty()) {
        silent.add(room.getName());
      }
    }
    assertThat(silent).isEmpty();
  }

  private static void standsOn(String room, String... ground) {
    String[] allowed = Arrays.copyOf(ground, ground.length + 1);
    allowed[ground.length] = room;
    classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed)
                .or(
                    describe(
                        "are nobody's here",
                        type -> !type.getPackageName().startsWith("dev.usher"))))
        .check(HOUSE);
  }
}
