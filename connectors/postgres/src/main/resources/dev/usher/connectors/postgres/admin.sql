-- usher's own account on a PostgreSQL cluster, which is no superuser.
--
-- Run by a superuser, once for each database that usher manages. Plain SQL: replace the names in
-- angle brackets, each as SQL has it (in double quotes where it needs them):
--   <usher>     usher's account                   <database>  a database that usher manages
--   <owner>     a role that owns something there  (that line once for each owner)
--
-- Its password is yours to set; send a verifier, as psql's \password does, and not the text.

--- role
-- Makes roles; sees and ends their sessions; takes the writer's lock in the database postgres.
-- Before PostgreSQL 16, CREATEROLE can give itself any role but a superuser, pg_execute_server_program
-- among them: there "no superuser" keeps accidents away, not an attacker with this password.
-- From 16 on it rules only the roles that it made and those it is given WITH ADMIN OPTION.
CREATE ROLE <usher> LOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS INHERIT;
GRANT pg_signal_backend TO <usher>;
GRANT CONNECT ON DATABASE postgres TO <usher>;

--- owner
-- Grants are given as the owner. The owner must be no superuser.
GRANT <owner> TO <usher>;

--- database
-- The schema usher, with the head of the ledger in it, is usher's own.
GRANT CONNECT, CREATE ON DATABASE <database> TO <usher>;

--- database before 15
-- There the schema public belongs to the bootstrap superuser, for whom usher cannot grant.
ALTER SCHEMA public OWNER TO pg_database_owner;
