package dev.usher.sdk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.model.Target;
import dev.usher.sdk.UsherChecks;
import dev.usher.sdk.guard.Caller;
import dev.usher.sdk.guard.Denial;
import dev.usher.sdk.guard.Guard;
import dev.usher.sdk.guard.Operation;
import dev.usher.sdk.guard.Verdict;
import dev.usher.sdk.spring.UsherAuthorization;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/** What an application says of itself: whom a principal is, what is known of a resource. */
class GuardTest {
  private static final Operation READ = new Operation(Shop.APPLICATION, "read", "order", "17");
  private static StandIn server;
  private static UsherChecks checks;

  private final List<Denial> denials = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = StandIn.of(Path.of("policy.yaml"));
    checks =
        UsherChecks.follow(
            server.address(), () -> "any", InstantSource.system(), Throwable::printStackTrace);
    assertThat(checks.awaits("stand-in.1", Duration.ofSeconds(30))).isTrue();
  }

  @AfterAll
  static void stop() {
    checks.close();
    server.close();
  }

  private Verdict verdict(Function<Principal, Optional<Caller>> callers, Operation operation) {
    return new Guard(checks, callers, denials::add)
        .verdict(
            Optional.<Principal>of(() -> "https://login.example.org/alice"),
            () -> Optional.of(operation));
  }

  @Test
  void theApplicationSaysWhomAPrincipalIs() {
    assertThat(verdict(_ -> Optional.of(Caller.person("alice")), READ)).isEqualTo(Verdict.ALLOWED);
    assertThat(denials).isEmpty();
    assertThat(verdict(_ -> Optional.of(Caller.service("alice")), READ)).isEqualTo(Verdict.DENIED);
    assertThat(denials.getLast().why()).isEqualTo("no service is called so");
    assertThat(verdict(_ -> Optional.empty(), READ)).isEqualTo(Verdict.DENIED);
    assertThat(denials.getLast().why()).isEqualTo("the principal is nobody of the policy");
    assertThat(denials.getLast().principal()).contains("https://login.example.org/alice");
  }

  @Test
  void anotherApplicationsResourceIsAnother() {
    Operation elsewhere =
        new Operation(new Target("prod", "other"), "read", READ.kind(), READ.name());
    assertThat(verdict(_ -> Optional.of(Caller.person("alice")), elsewhere))
        .isEqualTo(Verdict.DENIED);
  }

  /** So no resource is looked up for somebody who has not said who they are. */
  @Test
  void whatARequestDoesIsNotLookedForWhereNobodyHasAuthenticated() {
    Guard guard = new Guard(checks);
    assertThat(
            guard.verdict(
                Optional.empty(),
                () -> {
                  throw new AssertionError("it was looked for");
                }))
        .isEqualTo(Verdict.UNAUTHENTICATED);
  }

  /** Whatever name they bear. */
  @Test
  void toSpringWhoIsAnonymousIsNobody() {
    AuthorizationManager<Operation> manager =
        new UsherAuthorization(new Guard(checks), Shop.APPLICATION).by(Optional::of);
    List<SimpleGrantedAuthority> roles = List.of(new SimpleGrantedAuthority("any"));
    Authentication alice = UsernamePasswordAuthenticationToken.authenticated("alice", null, roles);
    assertThat(manager.authorize(() -> alice, READ).isGranted()).isTrue();
    assertThat(
            manager
                .authorize(
                    () -> UsernamePasswordAuthenticationToken.unauthenticated("alice", null), READ)
                .isGranted())
        .isFalse();
    assertThat(
            manager
                .authorize(() -> new AnonymousAuthenticationToken("key", "alice", roles), READ)
                .isGranted())
        .isFalse();
    assertThat(manager.authorize(() -> null, READ).isGranted()).isFalse();
  }

  @Test
  void anExpressionSaysWhatIsKnown() {
    UsherAuthorization usher = new UsherAuthorization(new Guard(checks), Shop.APPLICATION);
    assertThat(usher.may("read", "order", "17")).as("nobody is logged in").isFalse();
    SecurityContextHolder.getContext()
        .setAuthentication(
            UsernamePasswordAuthenticationToken.authenticated("alice", null, List.of()));
    try {
      Map<String, Object> web = Map.of("channel", "web");
      assertThat(usher.may("read", "order", "17")).isTrue();
      assertThat(usher.may("refund", "order", "17")).isFalse();
      assertThat(usher.may("refund", "order", "17", Map.of("total", 50))).isFalse();
      for (Object few : List.of((byte) 1, (short) 1, 1, 1L, 1.5f, 1.5, new BigDecimal("99.99")))
        assertThat(usher.may("refund", "order", "17", Map.of("total", few), web)).isTrue();
      for (Object no : List.of(101, new BigDecimal("100.01"), "1", true, List.of(1)))
        assertThat(usher.may("refund", "order", "17", Map.of("total", no), web)).isFalse();
      assertThatThrownBy(
              () -> usher.may("refund", "order", "17", Map.of("total", new Object()), web))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("java.lang.Object");
    } finally {
      SecurityContextHolder.clearContext();
    }
  }
}
