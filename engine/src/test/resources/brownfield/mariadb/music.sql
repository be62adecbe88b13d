-- Two thousand tables and a few roles that read and write many of them.
create role reader_:tag;
create role writer_:tag;
create role auditor_:tag;
create role label_:tag;
create user import_:tag@'%' identified by 'secret of import';
create user dora_:tag@'%' identified by 'secret of dora';
create user emil_:tag@'%' identified by 'secret of emil';
create user fritz_:tag@'%' identified by 'secret of fritz';

begin not atomic for i in 1..2000 do execute immediate concat('create table :db.album_', i, ' (id int, title text, price int, note text) engine = aria transactional = 0'); end for; end;
begin not atomic for i in 1..500 do execute immediate concat('grant insert, update, delete on :db.album_', i, ' to writer_:tag'); end for; end;
begin not atomic for i in 1..1999 do execute immediate concat('grant drop on :db.album_', i, ' to import_:tag@''%'''); end for; end;
begin not atomic for i in 1..2000 do execute immediate concat('grant trigger on :db.album_', i, ' to label_:tag'); end for; end;
begin not atomic for i in 1901..2000 do execute immediate concat('grant select (id, title), references (id) on :db.album_', i, ' to auditor_:tag'); end for; end;
grant select on :escaped.* to reader_:tag;
grant reader_:tag to writer_:tag;
grant reader_:tag to dora_:tag@'%';
grant writer_:tag to emil_:tag@'%';
grant auditor_:tag to emil_:tag@'%';
grant auditor_:tag to fritz_:tag@'%';
grant label_:tag to fritz_:tag@'%';
