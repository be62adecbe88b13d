-- Intents that nothing has answered, to find them by: who is at work asks for them each time.
create table ledger_open (
  number bigint primary key
);
insert into ledger_open
select number from ledger intent
where what = 'intent' and not exists (select from ledger answer where answer.closes = intent.number);
grant select, insert, delete on ledger_open to usher_server;
