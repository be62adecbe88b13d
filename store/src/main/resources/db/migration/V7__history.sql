-- Whom and what an entry of the ledger is about, to find it by. It is derived from the line, which
-- alone tells: what is found is read there again. The names are compared byte for byte, so that
-- what is within an address is next to it.
create table ledger_about (
  name text collate "C" not null,
  number bigint not null,
  primary key (name, number)
);
grant insert, select on ledger_about to usher_server;

-- The answer to an intent. An unescaped "closes": is the key and nothing else.
alter table ledger add column closes bigint;
update ledger set closes = substring(line from '"closes":([0-9]+)[,}]')::bigint
where line like '%"closes":%';
create index ledger_closes on ledger (closes) where closes is not null;
