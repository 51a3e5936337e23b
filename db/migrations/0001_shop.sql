-- The shop. Money is in whole minor units of the market's currency. Instants are timestamptz.
-- A column comment that begins with 'personal:' marks personal data and says what it is for.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Markets -----------------------------------------------------------------------------------------

create table market (
  code text primary key check (code ~ '^[a-z]{2,8}$'),
  position int not null,
  name text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  tax_style text not null check (tax_style in ('added', 'included')),
  locales text[] not null check (cardinality(locales) > 0),
  time_zone text not null,
  -- The days and hours that delivery dates are counted from.
  cut_off_hour int not null check (cut_off_hour between 0 and 23),
  holidays date[] not null default '{}'
);

create table market_country (
  market text not null references market,
  country text not null check (country ~ '^[A-Z]{2}$'),
  position int not null default 0,
  primary key (market, country)
);

create table location (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  city text not null,
  country text not null
);

create table market_location (
  market text not null references market,
  location_id int not null references location,
  priority int not null,
  primary key (market, location_id)
);

create table tax_rate (
  id int generated always as identity primary key,
  country text not null,
  region text,
  tax_class text not null,
  name text not null,
  basis_points int not null check (basis_points between 0 and 10000),
  on_shipping boolean not null default false,
  unique nulls not distinct (country, region, tax_class, name)
);

create table shipping_zone (
  id int generated always as identity primary key,
  market text not null references market,
  code text not null,
  countries text[] not null,
  -- Null: the whole country.
  regions text[],
  unique (market, code)
);

create table shipping_method (
  id int generated always as identity primary key,
  zone_id int not null references shipping_zone,
  code text not null,
  position int not null default 0,
  names jsonb not null,
  carrier text not null,
  min_days int not null,
  max_days int not null check (max_days >= min_days),
  free_from_minor bigint,
  unique (zone_id, code)
);

create table shipping_rate (
  method_id int not null references shipping_method on delete cascade,
  up_to_grams int not null,
  price_minor bigint not null check (price_minor >= 0),
  primary key (method_id, up_to_grams)
);

-- Catalogue ---------------------------------------------------------------------------------------

create table brand (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null
);

create table category (
  id int generated always as identity primary key,
  code text not null unique,
  parent_id int references category,
  position int not null default 0,
  picture_key text
);

create table category_text (
  category_id int not null references category on delete cascade,
  locale text not null,
  slug text not null,
  name text not null,
  intro text not null default '',
  primary key (category_id, locale),
  unique (locale, slug)
);

-- Addresses that once were: they redirect to where the thing stands now.
create table old_slug (
  kind text not null check (kind in ('product', 'category', 'collection')),
  locale text not null,
  slug text not null,
  target_id int not null,
  primary key (kind, locale, slug)
);

create table attribute (
  id int generated always as identity primary key,
  code text not null unique,
  kind text not null check (kind in ('choice', 'number', 'text')),
  unit text,
  facet boolean not null default false,
  position int not null default 0,
  names jsonb not null
);

create table attribute_value (
  id int generated always as identity primary key,
  attribute_id int not null references attribute on delete cascade,
  code text not null,
  position int not null default 0,
  names jsonb not null,
  swatch text,
  unique (attribute_id, code)
);

create table product (
  id int generated always as identity primary key,
  -- The name that imports know it by.
  key text not null unique,
  category_id int not null references category,
  brand_id int references brand,
  state text not null default 'draft' check (state in ('draft', 'published')),
  published_from timestamptz,
  published_until timestamptz,
  tax_class text not null default 'standard',
  popularity int not null default 0,
  rating_count int not null default 0,
  rating_sum int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  revision bigint not null default 1
);
create index product_category on product (category_id);
-- Those whose first or last day is still to come.
create index product_coming on product (published_from) where published_from > updated_at;
create index product_going on product (published_until) where published_until > updated_at;
-- The rows of the front page.
create index product_newest on product (created_at desc, id desc) where state = 'published';
create index product_popular on product (popularity desc, id) where state = 'published';

create table product_text (
  product_id int not null references product on delete cascade,
  locale text not null,
  slug text not null,
  name text not null,
  summary text not null default '',
  story text not null default '',
  care text not null default '',
  also_called text not null default '',
  primary key (product_id, locale),
  unique (locale, slug)
);

create table product_attribute (
  product_id int not null references product on delete cascade,
  attribute_id int not null references attribute,
  value_id int references attribute_value,
  number_value numeric,
  unit text,
  text_value jsonb,
  position int not null default 0,
  check (num_nonnulls(value_id, number_value, text_value) = 1),
  unique nulls not distinct (product_id, attribute_id, value_id)
);

-- The attributes that tell the variants of a product apart, in the order in which a shopper chooses.
create table product_option (
  product_id int not null references product on delete cascade,
  attribute_id int not null references attribute,
  position int not null,
  primary key (product_id, attribute_id)
);

create table variant (
  id int generated always as identity primary key,
  product_id int not null references product on delete cascade,
  sku text not null unique,
  barcode text,
  position int not null default 0,
  weight_grams int not null default 0 check (weight_grams >= 0),
  content_amount numeric,
  content_unit text check (content_unit in ('g', 'ml', 'm')),
  active boolean not null default true
);
create index variant_product on variant (product_id, position);

create table variant_option (
  variant_id int not null references variant on delete cascade,
  attribute_id int not null references attribute,
  value_id int not null references attribute_value,
  primary key (variant_id, attribute_id)
);

-- A variant is for sale in a market when it has a price there.
create table price (
  variant_id int not null references variant on delete cascade,
  market text not null references market,
  amount_minor bigint not null check (amount_minor >= 0),
  -- The regular price while the present one is reduced, and the lowest of the 30 days before the reduction.
  was_minor bigint check (was_minor > amount_minor),
  lowest_30_minor bigint,
  since timestamptz not null default now(),
  primary key (variant_id, market)
);

create table price_history (
  id bigint generated always as identity primary key,
  variant_id int not null references variant on delete cascade,
  market text not null references market,
  amount_minor bigint not null,
  from_at timestamptz not null,
  until_at timestamptz not null
);
create index price_reduced on price (market, variant_id) where was_minor is not null;
create index price_history_variant on price_history (variant_id, market, until_at);

create table product_image (
  id int generated always as identity primary key,
  product_id int not null references product on delete cascade,
  media_key text not null,
  position int not null,
  width int not null,
  height int not null,
  -- The tint of the ground it stands on: 'h00' to 'h23' (hue in steps of 15 degrees, OKLCH) or 'n' for none.
  ground text not null default 'n' check (ground ~ '^(h([01][0-9]|2[0-3])|n)$'),
  alts jsonb not null,
  unique (product_id, position)
);

create table variant_image (
  variant_id int not null references variant on delete cascade,
  image_id int not null references product_image on delete cascade,
  primary key (variant_id, image_id)
);

create table product_related (
  product_id int not null references product on delete cascade,
  related_id int not null references product on delete cascade,
  position int not null,
  primary key (product_id, related_id)
);

create table collection (
  id int generated always as identity primary key,
  code text not null unique,
  position int not null default 0,
  picture_key text
);

create table collection_text (
  collection_id int not null references collection on delete cascade,
  locale text not null,
  slug text not null,
  name text not null,
  intro text not null default '',
  story text not null default '',
  primary key (collection_id, locale),
  unique (locale, slug)
);

create table collection_product (
  collection_id int not null references collection on delete cascade,
  product_id int not null references product on delete cascade,
  position int not null,
  primary key (collection_id, product_id)
);

-- Search ------------------------------------------------------------------------------------------

-- What the search knows of a product in one market and language. Processes keep it in memory and read what has a higher
-- `change` than they have seen; it counts up in the order of the commits.
create sequence search_change;
create table search_document (
  market text not null,
  locale text not null,
  product_id int not null,
  revision bigint not null,
  change bigint not null,
  -- The row of a product that is no longer sold stays, so that an older revision does not bring it back.
  removed boolean not null default false,
  name text not null,
  price_minor bigint not null,
  reduced boolean not null,
  in_stock boolean not null,
  rating real not null,
  rating_count int not null,
  popularity int not null,
  created_at timestamptz not null,
  -- Bits: 1 women, 2 men, 4 children.
  audience int not null,
  -- 'category:12', the nearest first; 'collection:3'; '=color:red' for a facet.
  tags text[] not null,
  category_names text[] not null,
  -- In lower case.
  skus text[] not null,
  -- Word and weight (1 to 255) in turn, a space between: 'scarf 255 plaid 185'.
  words text not null,
  primary key (market, locale, product_id)
);
create unique index search_document_change on search_document (change);
create index search_document_product on search_document (product_id);
create index search_document_sku on search_document using gin (skus);

-- Stock -------------------------------------------------------------------------------------------

create table stock (
  variant_id int not null references variant on delete cascade,
  location_id int not null references location,
  available int not null default 0 check (available >= 0),
  reserved int not null default 0 check (reserved >= 0),
  primary key (variant_id, location_id)
);

-- Every change of stock. The sums of a variant's movements are its stock.
create table stock_movement (
  id bigint generated always as identity primary key,
  variant_id int not null references variant on delete cascade,
  location_id int not null references location,
  kind text not null check (kind in ('count', 'receive', 'reserve', 'release', 'sell', 'return')),
  available_change int not null,
  reserved_change int not null,
  order_id uuid,
  reason text,
  at timestamptz not null default now()
);
create index stock_movement_variant on stock_movement (variant_id, location_id);
create index stock_movement_order on stock_movement (order_id) where order_id is not null;

-- People ------------------------------------------------------------------------------------------

-- Everybody else knows a person by this id only.
create table person (
  id uuid primary key,
  created_at timestamptz not null default now()
);

create table contact (
  person_id uuid primary key references person on delete cascade,
  email text,
  first_name text,
  last_name text,
  phone text,
  display_name text,
  locale text not null default 'en',
  updated_at timestamptz not null default now()
);
comment on column contact.email is 'personal: reach the person about orders and account';
comment on column contact.first_name is 'personal: address the person';
comment on column contact.last_name is 'personal: address the person';
comment on column contact.phone is 'personal: the carrier''s questions at delivery';
comment on column contact.display_name is 'personal: the name under the person''s reviews';

create table address (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  kind text not null check (kind in ('book', 'checkout')),
  first_name text not null,
  last_name text not null,
  company text not null default '',
  line1 text not null,
  line2 text not null default '',
  postcode text not null,
  city text not null,
  region text not null default '',
  country text not null,
  phone text not null default '',
  preferred boolean not null default false,
  created_at timestamptz not null default now()
);
comment on column address.first_name is 'personal: delivery and invoice';
comment on column address.last_name is 'personal: delivery and invoice';
comment on column address.company is 'personal: delivery and invoice';
comment on column address.line1 is 'personal: delivery and invoice';
comment on column address.line2 is 'personal: delivery and invoice';
comment on column address.postcode is 'personal: delivery and invoice';
comment on column address.city is 'personal: delivery and invoice';
comment on column address.region is 'personal: delivery and invoice';
comment on column address.country is 'personal: delivery and invoice';
comment on column address.phone is 'personal: the carrier''s questions at delivery';
create index address_person on address (person_id);

create table account (
  person_id uuid primary key references person on delete cascade,
  -- Canonical: trimmed, NFKC, lower case.
  email text not null unique,
  password_hash text not null,
  -- An account exists once its address is proved.
  created_at timestamptz not null default now()
);
comment on column account.email is 'personal: sign-in name';
comment on column account.password_hash is 'personal: sign-in';

create table session (
  token_hash bytea primary key,
  person_id uuid not null references person on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  device text not null default ''
);
comment on column session.device is 'personal: lets the person recognise the session in the list';
create index session_person on session (person_id);

-- What somebody asks of an account by mail: open one, choose a new password, change the address. The worker looks whether
-- there is an account, makes the one-time link and mails it, so that asking takes the same time for every address.
create table account_request (
  id uuid primary key,
  purpose text not null check (purpose in ('register', 'reset-password', 'change-email')),
  email text not null,
  -- Who asks, where that is known: a change of address belongs to one person.
  person_id uuid references person on delete cascade,
  password_hash text,
  first_name text not null default '',
  last_name text not null default '',
  market text not null,
  locale text not null,
  token_hash bytea unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on column account_request.email is 'personal: the address that the link proves';
comment on column account_request.password_hash is 'personal: sign-in, once the address is proved';
comment on column account_request.first_name is 'personal: address the person';
comment on column account_request.last_name is 'personal: address the person';
create index account_request_expires on account_request (expires_at);

create table review (
  id int generated always as identity primary key,
  product_id int not null references product on delete cascade,
  person_id uuid references person on delete set null,
  locale text not null,
  rating int not null check (rating between 1 and 5),
  title text not null,
  body text not null,
  verified boolean not null default false,
  state text not null default 'published' check (state in ('pending', 'published', 'hidden')),
  created_at timestamptz not null default now()
);
comment on column review.title is 'personal: what the person chose to publish';
comment on column review.body is 'personal: what the person chose to publish';
create index review_product on review (product_id, created_at desc) where state = 'published';
create index review_praise on review (locale, created_at desc) where state = 'published' and rating >= 4;

-- Promotions --------------------------------------------------------------------------------------

create table discount_code (
  id int generated always as identity primary key,
  code text not null unique check (code = upper(code)),
  kind text not null check (kind in ('percentage', 'fixed', 'free-shipping')),
  basis_points int check (basis_points between 1 and 10000),
  amount_minor bigint check (amount_minor > 0),
  -- Fixed amounts and minimum sums are in the currency of one market.
  market text references market,
  minimum_minor bigint not null default 0,
  starts_at timestamptz,
  ends_at timestamptz,
  limit_total int,
  limit_per_person int,
  used int not null default 0,
  active boolean not null default true,
  check (limit_total is null or used <= limit_total),
  check ((kind = 'percentage') = (basis_points is not null)),
  check ((kind = 'fixed') = (amount_minor is not null)),
  check ((amount_minor is null and minimum_minor = 0) or market is not null)
);

-- Carts -------------------------------------------------------------------------------------------

create table cart (
  -- 128 random bits: whoever knows the id holds the cart.
  id text primary key,
  market text not null,
  person_id uuid,
  code text,
  version int not null default 1,
  lines jsonb not null default '[]',
  updated_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index cart_person on cart (person_id) where person_id is not null;
create index cart_expires on cart (expires_at);

-- What a shopper has told on the way to the order.
create table checkout (
  cart_id text primary key,
  person_id uuid not null references person on delete cascade,
  shipping_address_id uuid references address on delete set null,
  billing_address_id uuid references address on delete set null,
  method_code text,
  updated_at timestamptz not null default now()
);

-- Orders ------------------------------------------------------------------------------------------

create table orders (
  id uuid primary key,
  -- Random, so that it does not tell how many orders there are.
  number text not null unique,
  market text not null,
  locale text not null,
  currency text not null,
  person_id uuid not null references person,
  -- Set once the order belongs to an account.
  account_id uuid references person,
  state text not null check (state in ('awaiting-payment', 'placed', 'shipped', 'cancelled')),
  cart_id text not null,
  cart_version int not null,
  idempotency_key text not null unique,
  -- What the key was used for, and what was ordered: another body under the key is refused.
  request_hash text not null,
  content_hash text not null,
  method_code text not null,
  method_name text not null,
  delivery_from date,
  delivery_to date,
  code text,
  -- What the code took off, as pricing was told.
  discount jsonb,
  total_minor bigint not null check (total_minor >= 0),
  refunded_minor bigint not null default 0 check (refunded_minor >= 0 and refunded_minor <= total_minor),
  -- The pricing function's whole answer: lines, taxes, totals and the steps that led to each cent.
  receipt jsonb not null,
  cancel_reason text,
  created_at timestamptz not null,
  placed_at timestamptz,
  shipped_at timestamptz,
  cancelled_at timestamptz
);
create unique index orders_one_open_per_cart on orders (cart_id, cart_version) where state = 'awaiting-payment';
create index orders_person on orders (person_id, created_at desc);
create index orders_account on orders (account_id, created_at desc) where account_id is not null;
create index orders_waiting on orders (created_at) where state = 'awaiting-payment';
create index orders_recent on orders (created_at desc, id desc);

create table order_line (
  order_id uuid not null references orders on delete cascade,
  position int not null,
  variant_id int not null,
  product_id int not null,
  sku text not null,
  name text not null,
  options text not null default '',
  image_key text,
  quantity int not null check (quantity > 0),
  unit_price_minor bigint not null,
  discount_minor bigint not null,
  tax_minor bigint not null,
  gross_minor bigint not null,
  primary key (order_id, position)
);
create index order_line_sku on order_line (sku);

-- Where the pieces of a line come from.
create table order_allocation (
  order_id uuid not null,
  position int not null,
  location_id int not null references location,
  variant_id int not null,
  quantity int not null check (quantity > 0),
  state text not null check (state in ('reserved', 'sold', 'released', 'returned')),
  primary key (order_id, position, location_id),
  foreign key (order_id, position) references order_line on delete cascade
);

-- Contact and addresses of an order, apart from the order.
create table order_contact (
  order_id uuid primary key references orders on delete cascade,
  person_id uuid not null references person,
  email text not null,
  -- Canonical, for the look-up with number and e-mail.
  email_canonical text not null,
  shipping jsonb not null,
  billing jsonb not null
);
comment on column order_contact.email is 'personal: reach the person about the order';
comment on column order_contact.email_canonical is 'personal: find the order by number and e-mail';
comment on column order_contact.shipping is 'personal: delivery address';
comment on column order_contact.billing is 'personal: invoice address';

create table order_event (
  id bigint generated always as identity primary key,
  order_id uuid not null references orders on delete cascade,
  kind text not null,
  details jsonb not null default '{}',
  at timestamptz not null
);
create index order_event_order on order_event (order_id, id);

create table discount_use (
  code_id int not null references discount_code,
  order_id uuid not null references orders on delete cascade,
  person_id uuid not null,
  state text not null check (state in ('held', 'used', 'given-back')),
  primary key (code_id, order_id)
);
create index discount_use_person on discount_use (code_id, person_id);

create table shipment (
  id uuid primary key,
  order_id uuid not null references orders on delete cascade,
  location_id int not null references location,
  carrier text not null,
  tracking text not null default '',
  shipped_at timestamptz not null
);
create index shipment_order on shipment (order_id);

-- Withdrawals from contracts, as consumers declared them (§ 356a BGB).
create table withdrawal (
  id uuid primary key,
  -- Null: number and e-mail name no order together. The declaration counts all the same.
  order_id uuid references orders,
  market text not null,
  locale text not null,
  name text not null,
  contract text not null,
  email text not null,
  articles text not null default '',
  idempotency_key text not null unique,
  received_at timestamptz not null
);
comment on column withdrawal.name is 'personal: who withdraws';
comment on column withdrawal.contract is 'personal: the contract, in the person''s own words';
comment on column withdrawal.email is 'personal: the receipt that the law wants';
comment on column withdrawal.articles is 'personal: what is withdrawn from, in the person''s own words';
create index withdrawal_order on withdrawal (order_id) where order_id is not null;

-- Payments ----------------------------------------------------------------------------------------

create table payment (
  id uuid primary key,
  order_id uuid not null references orders on delete cascade,
  attempt int not null,
  -- 'asking': the provider may or may not have made a page; 'open': the shopper may pay on it.
  state text not null check (state in ('asking', 'open', 'processing', 'captured', 'failed', 'expired', 'flagged')),
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  idempotency_key text not null unique,
  session_ref text unique,
  payment_ref text unique,
  page_url text,
  expires_at timestamptz,
  captured_minor bigint not null default 0,
  -- Money that no order needs, such as a second payment: it is given back.
  surplus boolean not null default false,
  -- When the provider is asked again what became of it; null: all is known.
  check_at timestamptz,
  created_at timestamptz not null,
  settled_at timestamptz,
  unique (order_id, attempt)
);
create unique index payment_one_live_per_order on payment (order_id) where state in ('asking', 'open', 'processing');
create index payment_to_check on payment (check_at) where check_at is not null;

create table refund (
  id uuid primary key,
  order_id uuid not null references orders on delete cascade,
  payment_id uuid not null references payment,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  reason text not null,
  -- 'asked' until the provider has confirmed.
  state text not null check (state in ('asked', 'done', 'failed')),
  idempotency_key text not null unique,
  request_hash text not null default '',
  refund_ref text unique,
  lines jsonb not null default '[]',
  shipping boolean not null default false,
  restock boolean not null default false,
  created_at timestamptz not null,
  done_at timestamptz
);
create index refund_order on refund (order_id);
create index refund_asked on refund (created_at) where state = 'asked';

-- Events of the provider that have been worked off, each noted once.
create table provider_event (
  id text primary key,
  kind text not null,
  received_at timestamptz not null default now()
);

-- Later work --------------------------------------------------------------------------------------

-- Effects with a name happen once: a mail, a webhook.
create table effect (
  key text primary key,
  kind text not null,
  state text not null check (state in ('tried', 'done')),
  attempts int not null default 1,
  first_at timestamptz not null default now(),
  done_at timestamptz
);

-- Mails in development: what would have been sent.
create table mailbox (
  id bigint generated always as identity primary key,
  key text not null unique,
  recipient text not null,
  subject text not null,
  html text not null,
  body text not null,
  at timestamptz not null default now()
);
comment on column mailbox.recipient is 'personal: development only';
comment on column mailbox.subject is 'personal: development only';
comment on column mailbox.html is 'personal: development only';
comment on column mailbox.body is 'personal: development only';
