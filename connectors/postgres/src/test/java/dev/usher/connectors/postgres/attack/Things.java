package dev.usher.connectors.postgres.attack;

/** What a table's owner can hang code of their own on. */
final class Things {
  private Things() {}

  /** Columns that {@link Everything} speaks of. */
  static void make(Trap trap) {
    trap.asOwner(
        "alter table public.orders add at timestamptz, add weight double precision, add note text");
  }

  /** Code wherever PostgreSQL runs some for whoever comes by. */
  static void mine(Trap trap) {
    trap.asOwner(
        "create function evil.value(int) returns int immutable language plpgsql"
            + " as $$ begin perform evil.spring(); return $1; end $$",
        "create function evil.true(text) returns boolean immutable language plpgsql"
            + " as $$ begin return evil.spring(); end $$",
        "create domain public.checked as text check (evil.true(value))",
        "create type public.label as enum ('''; select evil.spring(); --', '$$', E'\\\\')",
        "create type public.span as range (subtype = int)",
        "create function evil.cast(public.label) returns int immutable language plpgsql"
            + " as $$ begin perform evil.spring(); return 1; end $$",
        "create cast (public.label as int) with function evil.cast(public.label) as implicit",
        "create function evil.same(public.label, text) returns boolean language plpgsql"
            + " as $$ begin return evil.spring(); end $$",
        "create operator public.= (leftarg = public.label, rightarg = text, function = evil.same)",
        "alter table public.orders add mine int default evil.value(1),"
            + " add made int generated always as (evil.value(1)) stored,"
            + " add checked public.checked, add label public.label, add span public.span,"
            + " add check (evil.true('x'))",
        "create index on public.orders (evil.value(total)) where evil.true('y')",
        "create trigger trap before insert or update or delete on public.orders"
            + " for each row execute function evil.trigger()",
        "create trigger every after insert or update or delete or truncate on public.orders"
            + " for each statement execute function evil.trigger()",
        "create rule trap as on delete to public.customers do also select evil.spring()",
        "create view public.evil_view with (security_barrier) as"
            + " select * from public.customers where evil.spring()",
        "create statistics public.evil_statistics on (evil.value(total)), customer"
            + " from public.orders",
        "comment on table public.orders is 'usher:{\"group\":\"x\",\"targets\":[[\"a\",\"b\"]]}'",
        "comment on column public.orders.total is E'\\'; select evil.spring(); --'");
  }
}
