-- Who held which role where, from when to when. A row is there once, and its ends are written once.

-- A role in a target, for a reason. There are few of them, and many who hold one.
create table place (
  -- Beside it a time in milliseconds must fit into 63 bits.
  id bigint generated always as identity primary key check (id < 2097152),
  target text not null,
  role text not null,
  why text not null,
  unique (target, role, why)
);
grant select, insert on place to usher_server;

-- Times are milliseconds since 1970. A place and a time are one number, so that who held it then is
-- one look into an index: the spans that this number lies in.
create table held (
  number bigint generated always as identity primary key,
  place bigint not null references place,
  subject text not null,
  -- As it was decided.
  began bigint not null,
  ended bigint check (ended >= began),
  -- As it was carried out.
  reached bigint,
  gone bigint check (gone >= reached),
  recorded timestamptz not null default now(),
  decided int8range not null generated always as (
    int8range((place << 42) + began, case when ended is null then (place + 1) << 42 else (place << 42) + ended end)
  ) stored,
  live int8range generated always as (
    case when reached is not null then
      int8range((place << 42) + reached, case when gone is null then (place + 1) << 42 else (place << 42) + gone end)
    end
  ) stored
);
create unique index held_now on held (place, subject) where ended is null;
create index held_unreached on held (place) where reached is null and ended is null;
create index held_left on held (place) where ended is not null and reached is not null and gone is null;
create index held_subject on held (subject);
create index held_began on held (began);
create index held_ended on held (ended) where ended is not null;
create index held_reached on held (reached) where reached is not null;
create index held_gone on held (gone) where gone is not null;
-- With what is asked for beside it, so that the rows themselves, which lie far apart, are not read.
create index held_decided on held using spgist (decided) include (place, subject);
create index held_live on held using spgist (live) include (place, subject);
grant select, insert, update (ended, reached, gone) on held to usher_server;

create function held_once() returns trigger language plpgsql as $$
begin
  if (old.place, old.subject, old.began) is distinct from (new.place, new.subject, new.began)
    or (old.ended is not null and new.ended is distinct from old.ended)
    or (old.reached is not null and new.reached is distinct from old.reached)
    or (old.gone is not null and new.gone is distinct from old.gone) then
    raise exception 'what was so before is not changed';
  end if;
  return new;
end
$$;
create trigger held_once before update on held for each row execute function held_once();

-- What is meant in a target as a whole, by its digest: where that is the same nothing has to be compared.
create table held_whole (
  target text primary key,
  digest text not null
);
grant select, insert, update, delete on held_whole to usher_server;

-- Which policy a target carried, by when that policy came into force.
create table held_policy (
  target text not null,
  at bigint not null,
  since bigint not null,
  primary key (target, at)
);
grant select, insert on held_policy to usher_server;
