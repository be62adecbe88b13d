package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.Ran;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is more than the pages of 1,000 that the command line asks for is listed all the same. */
@Timeout(300)
class PagedTest {
  private static final int MANY = 2001;

  @TempDir Path folder;

  @Test
  void listsOfThreePagesComeWhole() throws Exception {
    try (ServedShop here =
        new ServedShop(folder, Map.of(Key.DATA, folder.resolve("store").toString()), Map.of())) {
      Map<String, String> environment =
          Map.of(
              "USHER_SERVER", here.server.address().toString(),
              "USHER_TOKEN", here.token(ServedShop.FIRST, "ann", "admin"));
      for (String insert :
          List.of(
              """
              insert into secret (name, sealed, by, since)
              select 'many-' || n, '', 'ann', now() from generate_series(1, %d) n
              """,
              // Two of each name, of two issuers: a page ends between them.
              """
              insert into identity (issuer, sub, subject, bound)
              select 'https://id' || n %% 2 || '.example', n, 'many-' || n / 2, now()
              from generate_series(1, %d) n
              """,
              """
              insert into token (id, digest, name, scopes, created, created_by, expires, revoked)
              select 'id' || n, sha256(('many-' || n)::bytea), 'many-' || n, '{audit}', now(),
                'ann', now() + interval '1 hour', now()
              from generate_series(1, %d) n
              """,
              // Of a kind that nobody does here: none of them is told of anything.
              """
              with many as (
                insert into subscription
                select 'many-' || n, '{}', '{}', '{}', '{credential.issued}', 'slack', 'env:CHAT',
                  '', '{}', 'ann', now()
                from generate_series(1, %d) n returning name
              )
              insert into delivery (subscription, told, due)
              select name, (select max(number) from ledger), now() from many
              """))
        TestStore.asOwner(
            folder.resolve("store"), "set search_path = usher_store; " + insert.formatted(MANY));
      assertThat(listed(environment, "secret", "secrets", "name")).hasSize(MANY);
      assertThat(listed(environment, "subscription", "subscriptions", "name")).hasSize(MANY);
      assertThat(listed(environment, "identity", "identities", "sub")).hasSize(MANY);
      // Those of the administrator and of the directory as well.
      assertThat(listed(environment, "token", "tokens", "id")).hasSize(MANY + 2);
    }
  }

  /** Each that is listed, once; as text there is a line for each. */
  private static Set<String> listed(
      Map<String, String> environment, String command, String list, String key) throws Exception {
    Ran json = Ran.command(environment, command, "list", "--json");
    assertThat(json.code()).as(json.err()).isZero();
    List<String> all =
        JsonMapper.builder().build().readTree(json.out()).path(list).findValuesAsText(key);
    assertThat(all).as(command).doesNotHaveDuplicates();
    assertThat(Ran.command(environment, command, "list").out().lines())
        .as(command)
        .hasSize(all.size());
    return new HashSet<>(all);
  }
}
