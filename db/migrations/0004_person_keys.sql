-- Personal data is sealed with a key for each person (docs/adr/0082). The columns in clear go with 0008, once nothing stands in them.

-- Keys that wrap the keys of people, or make the index of e-mail addresses; wrapped themselves by the key ring, outside of this database.
create table ring_key (
  id uuid primary key,
  purpose text not null check (purpose in ('person', 'email-index')),
  wrapped bytea not null,
  created_at timestamptz not null,
  -- Since then it wraps nothing new.
  retired_at timestamptz
);
create unique index ring_key_current on ring_key (purpose) where retired_at is null;

-- Without this row nobody reads what is sealed for the person: to delete it is to destroy the data.
create table person_key (
  person_id uuid primary key references person on delete cascade,
  -- No foreign key: each new guest would lock the one row that all of them need.
  ring_key uuid not null,
  wrapped bytea not null
);

alter table contact add column sealed bytea;
comment on column contact.sealed is
  'personal: e-mail, names and phone, to reach and address the person; the name under the person''s reviews; sealed';

alter table address add column sealed bytea;
comment on column address.sealed is 'personal: delivery and invoice, and the phone for the carrier''s questions; sealed';
alter table address
  alter column first_name drop not null,
  alter column last_name drop not null,
  alter column line1 drop not null,
  alter column postcode drop not null,
  alter column city drop not null,
  alter column country drop not null,
  alter column company drop not null,
  alter column company drop default,
  alter column line2 drop not null,
  alter column line2 drop default,
  alter column region drop not null,
  alter column region drop default,
  alter column phone drop not null,
  alter column phone drop default;

-- Keyed hashes of canonical addresses: equal for equal addresses, and nobody makes them without the key.
alter table account
  add column email_index bytea unique,
  alter column email drop not null;
comment on column account.email_index is 'personal: sign-in name, as a keyed hash';

alter table account_request
  add column sealed bytea,
  add column email_index bytea,
  alter column email drop not null,
  alter column first_name drop not null,
  alter column first_name drop default,
  alter column last_name drop not null,
  alter column last_name drop default;
comment on column account_request.sealed is 'personal: the address that the link proves, and the names to address the person; sealed';
comment on column account_request.email_index is 'personal: voids what was asked before for the same address, as a keyed hash';
create index account_request_person on account_request (person_id);

alter table order_contact
  add column sealed bytea,
  add column email_index bytea,
  alter column email drop not null,
  alter column email_canonical drop not null,
  alter column shipping drop not null,
  alter column billing drop not null;
comment on column order_contact.sealed is 'personal: reach the person about the order; delivery and invoice address; sealed';
comment on column order_contact.email_index is 'personal: find the order by number and e-mail, as a keyed hash';
create index order_contact_email_index on order_contact (email_index);

-- Whose words they are: the buyer's, or somebody's whom nobody knows.
alter table withdrawal
  add column person_id uuid references person,
  add column sealed bytea,
  alter column name drop not null,
  alter column contract drop not null,
  alter column email drop not null,
  alter column articles drop not null,
  alter column articles drop default;
comment on column withdrawal.sealed is
  'personal: who withdraws, the contract and the articles in the person''s own words, the receipt''s address; sealed';
create index withdrawal_person on withdrawal (person_id);
