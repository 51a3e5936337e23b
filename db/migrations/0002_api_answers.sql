-- Answers to changes of the API, kept for a day so that a request that is sent again gets its first answer.
create table api_answer (
  -- Made of the shop's secret, the shopper, the route and the Idempotency-Key: none of them stands here in clear.
  id bytea primary key,
  request_hash bytea not null,
  -- Who works on it: after `leased_until` another may take over.
  lease bytea not null,
  leased_until timestamptz not null,
  -- Null while it is being worked on.
  answer bytea,
  expires_at timestamptz not null
);
create index api_answer_expires on api_answer (expires_at);
comment on column api_answer.answer is
  'personal: the same answer to a request that is sent again, for a day; encrypted with a key that needs the request';

-- The last changes that carried a key: a change that is sent again after a crash is made once.
alter table cart add column done_keys text[] not null default '{}';
