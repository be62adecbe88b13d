-- What somebody has to look at, and has been told of: once when it began, once when it was over.
create table alarm (
  key text primary key,
  what text not null,
  place text not null,
  text text not null,
  -- When the newest of what was told came; 'infinity': it is told once, and nobody sees it end.
  upto timestamptz not null,
  told timestamptz not null
);
grant select, insert, update, delete on alarm to usher_server;
