package dev.usher.engine;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.access.Access.Member;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.follow.HoldBook;
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
import java.util.Collection;
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
  private final HoldBook holds;

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
      PastBook past,
      HoldBook holds) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.journals = journals;
    this.random = random;
    this.past = past;
    this.holds = holds;
  }

  /** Whose password, where, and until when. */
  private record Wish(Ground ground, Path folder, Member member, Target target, Instant end) {
    String subject() {
      return member.subject();
    }

    String account() {
      return member.account();
    }
  }

  IssueReport issue(Path folder, String subject, Target target, Duration length) {
    Read read = reading.read(folder, Set.of(subject));
    if (read.ground().isEmpty()) return refused(read.diagnostics(), subject, target);
    Ground ground = read.ground().get();
    Optional<Diagnostic> objection = objection(ground, subject, target, length);
    if (objection.isPresent()) return refused(objection.get(), subject, target);

    Member member = ground.derivation().at(target, ground.now(), subject).members().get(subject);
    if (member == null)
      return refused(
          Diagnostic.error(
              "no-account",
              subject + " has no account at " + target + ": no grant in force gives it one",
              "see what it has with: usher access " + subject),
          subject,
          target);
    Site.All all = Site.of(ground.policy(), connectors);
    Instant end = end(ground, subject, target, ground.now().plus(length));
    Wish wish = new Wish(ground, folder, member, target, end);
    return all.sites().stream()
        .filter(one -> one.targets().anyMatch(target::equals))
        .findFirst()
        .map(site -> issue(site, wish))
        .orElseGet(() -> unreached(all, wish));
  }

  /** No later than the policy takes away the last that they have there. */
  private static Instant end(Ground ground, String subject, Target target, Instant asked) {
    return ground.policy().grants().stream()
        .flatMap(grant -> grant.until().stream())
        .filter(until -> until.isAfter(ground.now()) && until.isBefore(asked))
        .distinct()
        .sorted()
        .filter(
            until -> !ground.derivation().at(target, until, subject).members().containsKey(subject))
        .findFirst()
        .orElse(asked)
        .truncatedTo(ChronoUnit.SECONDS);
  }

  private <N extends Native> IssueReport issue(Site<N> site, Wish wish) {
    try (Session<N> session = site.open(secrets, limit)) {
      // Whether it has moved is all the same: it is looked at behind this.
      if (session.lock("") instanceof Lock.Busy(String who))
        return failed(wish, "locked", who + " is writing there: try again when that has ended");
      Optional<Hold.Kind> kept = session.holds().of(wish.subject());
      if (kept.isPresent()) return refused(keptOut(wish.subject(), kept.get()), wish);
      ObservedState<N> doors = session.doors();
      if (doors.facts().keySet().stream().noneMatch(one -> one.account().equals(wish.account())))
        return refused(notMade(wish), wish);
      String realm = site.realm().key();
      Collection<String> heads = doors.heads().values();
      Optional<String> behind = past.objection(realm, heads);
      if (behind.isPresent()) return failed(wish, "behind", behind.get());
      Leave leave = past.begin(realm, heads).<Leave>map(Leave.Next::new).orElseGet(Leave.Free::new);
      Set<Target> touched = new TreeSet<>(doors.heads().keySet());
      touched.add(wish.target());
      Optional<String> other =
          leave.shutOff(session, site.targets()).or(() -> overtaken(session, leave, touched));
      if (other.isPresent()) return failed(wish, "behind", other.get());
      IssueReport report = issue(session, wish, leave, touched, heads);
      if (leave instanceof Leave.Next(Succession next)) past.end(realm, next.past());
      return report;
    } catch (TargetFailure failure) {
      return report(wish, Optional.empty(), List.of(SideBySide.failure(failure)));
    } catch (LedgerFailure failure) {
      return report(
          wish,
          Optional.empty(),
          List.of(new Failure("ledger", "ledger", String.valueOf(failure.getMessage()))));
    }
  }

  private static Optional<String> overtaken(Session<?> session, Leave leave, Set<Target> touched) {
    return leave
        .claim()
        .flatMap(claim -> session.claim(touched, claim).stream().findFirst())
        .map(Claim::overtaken);
  }

  /** It is in nothing but the report. */
  private IssueReport issue(
      Session<?> session, Wish wish, Leave leave, Set<Target> touched, Collection<String> heads) {
    Journal journal = journals.of(wish.folder(), heads);
    Entry intent =
        journal.intent(
            wish.target().toString(),
            "a password for " + wish.account() + ", until " + wish.end(),
            List.of(),
            wish.member().roles().values().stream()
                .flatMap(causes -> causes.stream().map(Object::toString))
                .sorted()
                .toList(),
            List.of(
                new Deed(
                    "add",
                    "a password for %s in %s, until %s"
                        .formatted(wish.account(), wish.target(), wish.end()),
                    new TreeSet<>(Set.of(wish.subject(), wish.target().toString())))));
    char[] secret = secret();
    try {
      session.credential(wish.account(), secret, Optional.of(wish.end()));
      Entry issued =
          journal.answer(
              intent,
              What.CREDENTIAL,
              "a password was issued for " + wish.account() + ", until " + wish.end());
      leave.mark(session, touched, issued.head());
      return report(wish, Optional.of(new String(secret)), List.of());
    } catch (TargetFailure failure) {
      journal.answer(intent, What.RESULT, "not done: " + failure.getMessage());
      throw failure;
    } finally {
      Arrays.fill(secret, ' ');
    }
  }

  private Optional<Diagnostic> objection(
      Ground ground, String subject, Target target, Duration length) {
    Question question = new Question(ground);
    question.subject(subject);
    question.address(target.toString());
    if (!question.isClear()) return question.diagnostics().stream().findFirst();
    Optional<Hold.Kind> kept = holds.of(subject);
    if (kept.isPresent()) return Optional.of(keptOut(subject, kept.get()));
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

  private static Diagnostic notMade(Wish wish) {
    return Diagnostic.error(
        "no-account-yet",
        "%s is to have the account %s at %s, which has not been made yet"
            .formatted(wish.subject(), wish.account(), wish.target()),
        "usher apply makes it, and a server by itself: GET /api/v1/open tells what is in the way");
  }

  /** Where the target is not among what can be reached. */
  private static IssueReport unreached(Site.All all, Wish wish) {
    return all.failures().stream()
        .filter(one -> one.where().equals(wish.target().toString()))
        .findFirst()
        .map(failure -> report(wish, Optional.empty(), List.of(failure)))
        .orElseGet(
            () ->
                refused(
                    Diagnostic.error(
                        "unknown-target",
                        wish.target() + " is not there by itself",
                        "name another target"),
                    wish));
  }

  private static IssueReport failed(Wish wish, String code, String why) {
    Target target = wish.target();
    return report(
        wish, Optional.empty(), List.of(new Failure(target.toString(), code, target + ": " + why)));
  }

  private static IssueReport report(Wish wish, Optional<String> secret, List<Failure> failures) {
    Target target = wish.target();
    Ground ground = wish.ground();
    return new IssueReport(
        List.of(),
        wish.subject(),
        target.toString(),
        wish.account(),
        ground.policy().connection(target).orElseThrow().url(),
        secret,
        Optional.of(wish.end()),
        ground.type(target).can().contains(Capability.EXPIRING_PASSWORDS),
        failures);
  }

  private static IssueReport refused(Diagnostic why, Wish wish) {
    return refused(why, wish.subject(), wish.target());
  }

  private static IssueReport refused(Diagnostic why, String subject, Target target) {
    return refused(List.of(why), subject, target);
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
