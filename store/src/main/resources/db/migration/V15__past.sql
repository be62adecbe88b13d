-- Whose past this store is of, so that of two that were one only one gives anything (decision 47).

-- The last row counts. An instance is a store from its first migration on; a copy has the same.
create table past_epoch (
  epoch bigint primary key check (epoch between 1 and 999999999),
  instance text not null,
  how text not null check (how in ('begun', 'restored', 'recovered')),
  -- Other instances that somebody took over from.
  over text[] not null default '{}',
  who text not null,
  at timestamptz not null default now()
);
insert into past_epoch (epoch, instance, how, who)
values (1, gen_random_uuid()::text, 'begun', 'usher');
grant select, insert on past_epoch to usher_server;

-- Applies, by what is written into marks. What is random tells those of copies of this store.
create table past_apply (
  realm text not null,
  sequence bigint not null check (sequence > 0),
  instance text not null,
  epoch bigint not null,
  apply text not null
    default left(encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex'), 16),
  at timestamptz not null default now(),
  ended boolean not null default false,
  primary key (realm, sequence)
);
create index past_apply_going on past_apply (realm) where not ended;
grant select, insert, update, delete on past_apply to usher_server;

-- Realms where another past was found.
create table past_behind (
  realm text primary key,
  found text not null,
  since timestamptz not null default now()
);
grant select, insert, delete on past_behind to usher_server;
