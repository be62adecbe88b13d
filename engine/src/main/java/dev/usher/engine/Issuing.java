package dev.usher.engine;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.access.Access.Member;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.past.Succession;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.IssueReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Makes a password for somebody's account; nothing but the report ever holds it. */
final class Issuing {
  /** Without what looks alike: 0 and O, 1 and l and I. */
  private static final String ALPHABET = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";

  /** 24 of 56 letters are 139 bits. */
  private static final int LENGTH = 24;

  private static final Duration LONGEST = Duration.ofDays(365);

  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final Journals journals;
  private final RandomGenerator random;
  private final PastBook past;

  /**
   * @param random cryptographically strong
   */
  Issuing(
      Reading reading,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      Journals journals,
      RandomGenerator random,
      PastBook past) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.journals = journals;
    this.random = random;
    this.past = past;
  }

  IssueReport issue(Path folder, String subject, Target target, Duration length) {
    Read read = reading.read(folder);
    if (read.ground().isEmpty()) return refused(read.diagnostics(), subject, target);
    Ground ground = read.ground().get();
    Optional<Diagnostic> objection = objection(ground, subject, target, length);
    if (objection.isPresent()) return refused(List.of(objection.get()), subject, target);

    Member member = ground.derivation().at(target, ground.now(), subject).members().get(subject);
    if (member == null)
      return refused(
          List.of(
              Diagnostic.error(
                  "no-account",
                  subject + " has no account at " + target + ": no grant in force gives it one",
                  "see what it has with: usher access " + subject)),
          subject,
          target);
    Optional<Site<?>> site =
        Site.of(ground.policy(), connectors).sites().stream()
            .filter(one -> one.targets().anyMatch(target::equals))
            .<Site<?>>map(one -> one)
            .findFirst();
    if (site.isEmpty())
      return refused(
          List.of(
              Diagnostic.error(
                  "unknown-target", target + " is not there by itself", "name another target")),
          subject,
          target);
    return issue(
        site.get(),
        ground,
        folder,
        member,
        target,
        ground.now().plus(length).truncatedTo(ChronoUnit.SECONDS));
  }

  private <N extends Native> IssueReport issue(
      Site<N> site, Ground ground, Path folder, Member member, Target target, Instant end) {
    char[] secret = secret();
    try (Session<N> session = site.open(secrets, limit)) {
      Optional<Hold.Kind> kept = session.holds().of(member.subject());
      if (kept.isPresent())
        return refused(List.of(keptOut(member.subject(), kept.get())), member.subject(), target);
      Map<Target, String> heads = session.inspect().heads();
      String realm = site.realm().key();
      Optional<String> behind = past.objection(realm, heads.values());
      if (behind.isPresent()) return behind(ground, member, target, end, behind.get());
      Leave leave =
          past.begin(realm, heads.values()).<Leave>map(Leave.Next::new).orElseGet(Leave.Free::new);
      boolean isOvertaken =
          leave
              .claim()
              .filter(claim -> !session.claim(Set.of(target), claim).isEmpty())
              .isPresent();
      if (isOvertaken) return behind(ground, member, target, end, Claim.overtaken(target));
      Journal journal = journals.of(folder, heads.values());
      Entry intent =
          journal.intent(
              target.toString(),
              "a password for " + member.account() + ", until " + end,
              List.of(),
              member.roles().values().stream()
                  .flatMap(causes -> causes.stream().map(Object::toString))
                  .sorted()
                  .toList(),
              List.of(
                  new Deed(
                      "add",
                      "a password for %s in %s, until %s".formatted(member.account(), target, end),
                      new TreeSet<>(Set.of(member.subject(), target.toString())))));
      try {
        session.credential(member.account(), secret, Optional.of(end));
      } catch (TargetFailure failure) {
        journal.answer(intent, What.RESULT, "not done: " + failure.getMessage());
        throw failure;
      }
      Entry issued =
          journal.answer(
              intent,
              What.CREDENTIAL,
              "a password was issued for " + member.account() + ", until " + end);
      leave.mark(session, Set.of(target), issued.head());
      if (leave instanceof Leave.Next(Succession next)) past.end(realm, next.past());
      return report(ground, member, target, Optional.of(new String(secret)), end, List.of());
    } catch (TargetFailure failure) {
      return report(
          ground, member, target, Optional.empty(), end, List.of(SideBySide.failure(failure)));
    } catch (LedgerFailure failure) {
      return report(
          ground,
          member,
          target,
          Optional.empty(),
          end,
          List.of(new Failure("ledger", "ledger", String.valueOf(failure.getMessage()))));
    } finally {
      Arrays.fill(secret, ' ');
    }
  }

  private static IssueReport behind(
      Ground ground, Member member, Target target, Instant end, String why) {
    return report(
        ground,
        member,
        target,
        Optional.empty(),
        end,
        List.of(new Failure(target.toString(), "behind", target + ": " + why)));
  }

  private Optional<Diagnostic> objection(
      Ground ground, String subject, Target target, Duration length) {
    Question question = new Question(ground);
    question.subject(subject);
    question.address(target.toString());
    if (!question.isClear()) return question.diagnostics().stream().findFirst();
    SystemType type = ground.type(target);
    if (!ground.system(target).auth().equals(type.defaultAuth())
        || !type.can().contains(Capability.PASSWORDS))
      return Optional.of(
          Diagnostic.error(
              "no-passwords",
              target.system() + " lets people in by " + ground.system(target).auth(),
              type.can().contains(Capability.PASSWORDS)
                  ? "only systems with `auth: " + type.defaultAuth() + "` have passwords"
                  : "a " + type.name() + " has no passwords that usher could give"));
    if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0)
      return Optional.of(
          Diagnostic.error(
              "bad-length",
              "a password cannot last for " + length,
              "give a length of up to 365 days, such as 1h"));
    return Optional.empty();
  }

  private static Diagnostic keptOut(String subject, Hold.Kind kind) {
    return Diagnostic.error(
        "kept-out",
        subject + " is " + kind.word() + ", and gets no password",
        "let them in again first: usher resume " + subject);
  }

  private char[] secret() {
    char[] secret = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) secret[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    return secret;
  }

  private static IssueReport report(
      Ground ground,
      Member member,
      Target target,
      Optional<String> secret,
      Instant end,
      List<Failure> failures) {
    String url = ground.policy().connection(target).orElseThrow().url();
    return new IssueReport(
        List.of(),
        member.subject(),
        target.toString(),
        member.account(),
        url,
        secret,
        Optional.of(end),
        ground.type(target).can().contains(Capability.EXPIRING_PASSWORDS),
        failures);
  }

  private static IssueReport refused(List<Diagnostic> diagnostics, String subject, Target target) {
    return new IssueReport(
        diagnostics,
        subject,
        target.toString(),
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        false,
        List.of());
  }
}
