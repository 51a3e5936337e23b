-- How much of each rate limit is used up: one moment per limit and caller (GCRA), counted in the database's own time. Not
-- logged: after a crash of the database all limits begin anew, which is no harm, and counting costs no write to the disk.
create unlogged table rate_limit (
  -- Keyed hash of the limit's name and of the address or account: neither stands here in clear.
  key bytea primary key,
  busy_until timestamptz not null,
  -- Whether the last attempt was let through.
  took boolean not null
);
create index rate_limit_busy_until on rate_limit (busy_until);

-- What the worker has done so far, for the operator's metrics. Not logged: counters may begin anew.
create unlogged table tally (
  name text not null,
  what text not null,
  count bigint not null,
  primary key (name, what)
);
