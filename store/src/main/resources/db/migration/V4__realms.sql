-- How far each realm is, and who is kept out by somebody's word.

create sequence follow_word;
grant usage on sequence follow_word to usher_server;

create table follow_realm (
  realm text primary key,
  revision text,
  tried text,
  swept timestamptz not null,
  due timestamptz not null,
  attempts int not null,
  failure text,
  strays text[] not null
);
grant select, insert, update, delete on follow_realm to usher_server;

create table follow_everywhere (
  revision text primary key
);
grant select, insert on follow_everywhere to usher_server;

create table hold (
  subject text primary key,
  kind text not null check (kind in ('suspended', 'offboarded', 'none')),
  by_whom text not null,
  at timestamptz not null
);
grant select, insert, update on hold to usher_server;

-- What directories have said and nobody has turned into work yet.
create table directory_word (
  number bigint generated always as identity primary key,
  subject text not null,
  at timestamptz not null
);
grant select, insert, update, delete on directory_word to usher_server;
