-- Sessions may stand outside this database. What ends them for certain is then a change here: a session counts while it is of
-- the account's epoch, or is the one that was kept when the epoch began.
alter table account
  add column session_epoch int not null default 0,
  -- SHA-256 of its secret.
  add column kept_session bytea;
