-- Who is told of what, and how far they have been told. What there is to tell stands in the ledger,
-- whose numbers are given out one after the other and seen in that order: an entry that is not
-- committed yet has none behind it that is. So one number for each subscription is enough.

create table subscription (
  name text primary key,
  environments text[] not null,
  systems text[] not null,
  teams text[] not null,
  kinds text[] not null,
  channel text not null check (channel in ('webhook', 'slack', 'email')),
  -- Where something is sent to, or where that stands; of a secret only where it stands.
  address text not null,
  secret text not null,
  recipients text[] not null,
  made_by text not null,
  made_at timestamptz not null
);
grant select, insert, delete on subscription to usher_server;

-- Who delivers holds the row's lock: one server at a time, and the others pass it by.
create table delivery (
  subscription text primary key references subscription on delete cascade,
  told bigint not null,
  attempts int not null default 0,
  due timestamptz not null,
  failure text
);
create index delivery_due on delivery (due);
grant select, insert, update, delete on delivery to usher_server;

create table dead_letter (
  subscription text not null references subscription on delete cascade,
  number bigint not null,
  since timestamptz not null,
  attempts int not null,
  failure text not null,
  replay boolean not null default false,
  primary key (subscription, number)
);
create index dead_letter_replay on dead_letter (subscription, number) where replay;
grant select, insert, update, delete on dead_letter to usher_server;
