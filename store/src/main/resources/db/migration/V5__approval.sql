-- What waits for a yes. A verdict is written once.
create table approval (
  id text primary key,
  realm text not null,
  environment text not null,
  statements text[] not null,
  asked timestamptz not null,
  yes boolean,
  by_whom text,
  decided timestamptz,
  check ((decided is null) = (yes is null) and (decided is null) = (by_whom is null))
);
create index approval_asked on approval (asked);
grant select, insert, update on approval to usher_server;
