-- No personal data in clear any more. Before this, `migrate` has sealed what an older version left (src/domain/personal/seal-plain.ts).
-- Nobody writes between the look and the change.
lock table contact, address, account, account_request, order_contact, withdrawal in access exclusive mode;

do $$
begin
  if exists (select from contact where num_nonnulls(email, first_name, last_name, phone, display_name) > 0)
    or exists (select from address where line1 is not null)
    or exists (select from account where email is not null)
    or exists (select from account_request where email is not null)
    or exists (select from order_contact where email is not null)
    or exists (select from withdrawal where email is not null)
  then
    raise exception 'Personal data still stands in clear. The command migrate seals it.';
  end if;
end $$;

-- The new type is the old one; saying so with an expression has each row written anew, so that nothing of the old columns stays in the
-- files.
alter table contact
  drop column email,
  drop column first_name,
  drop column last_name,
  drop column phone,
  drop column display_name,
  alter column sealed type bytea using sealed || ''::bytea;

alter table address
  drop column first_name,
  drop column last_name,
  drop column company,
  drop column line1,
  drop column line2,
  drop column postcode,
  drop column city,
  drop column region,
  drop column country,
  drop column phone,
  alter column sealed type bytea using sealed || ''::bytea,
  alter column sealed set not null;

alter table account
  drop column email,
  alter column email_index type bytea using email_index || ''::bytea,
  alter column email_index set not null;

alter table account_request
  drop column email,
  drop column first_name,
  drop column last_name,
  alter column sealed type bytea using sealed || ''::bytea,
  alter column sealed set not null,
  alter column email_index set not null,
  alter column person_id set not null;

alter table order_contact
  drop column email,
  drop column email_canonical,
  drop column shipping,
  drop column billing,
  alter column sealed type bytea using sealed || ''::bytea,
  alter column sealed set not null;

alter table withdrawal
  drop column name,
  drop column contract,
  drop column email,
  drop column articles,
  alter column sealed type bytea using sealed || ''::bytea,
  alter column sealed set not null,
  alter column person_id set not null;
