-- A picture lies under a part of the SHA-256 of its master (docs/adr/0083-pictures-lie-under-the-hash-of-their-master.md). Names that
-- pictures had before, and those by which the program knows its own drawings, lead there; addresses under them go on.
create table picture_name (
  name text primary key,
  media_key text not null,
  at timestamptz not null default now()
);
