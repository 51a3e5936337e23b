import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../src/kit/db.ts'
import { openTestShop } from '../test/helpers/test-shop.ts'

// Names under which people's data usually comes. Wares have names and places have cities, too: they are listed below.
const telling =
  /(e?mail|first_name|last_name|display_name|phone|street|line1|line2|postcode|city|company|birth|password|recipient|^name$|^title$|^body$|^html$|^subject$|^shipping$|^billing$|^contact$|^device$|^note$|^contract$)/

const ofTheShop = [
  'brand.name',
  'category_text.name',
  'collection_text.name',
  'location.city',
  'location.name',
  'market.name',
  'migration.name',
  'order_line.name',
  'picture_name.name',
  'product_text.name',
  'search_document.name',
  'tally.name',
  'tax_rate.name',
]

test('every column that may hold personal data says what for, or is named as the shop’s own', async (t) => {
  const shop = await openTestShop(t)
  const columns = await shop.db.rows<{ column: string; comment: string | null }>(sql`
    select c.relname || '.' || a.attname as column, col_description(a.attrelid, a.attnum) as comment
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and format_type(a.atttypid, null) in ('text', 'jsonb', 'bytea', 'inet') order by 1`)
  const isMarked = (comment: string | null) => /^personal: \S/.test(comment ?? '')
  const unmarked = columns.filter(
    ({ column, comment }) =>
      telling.test(column.split('.')[1] ?? '') && !isMarked(comment) && !ofTheShop.includes(column),
  )
  assert.deepEqual(
    unmarked.map(({ column }) => column),
    [],
  )
  assert.ok(columns.filter(({ comment }) => isMarked(comment)).length > 15)
})

test('names, addresses and e-mail stand in no column in clear', async (t) => {
  const shop = await openTestShop(t)
  const columns = await shop.db.rows<{ column: string; type: string }>(sql`
    select c.relname || '.' || a.attname as column, format_type(a.atttypid, null) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where col_description(a.attrelid, a.attnum) like 'personal:%' order by 1`)
  assert.deepEqual(
    columns.filter(({ type }) => type !== 'bytea').map(({ column }) => column),
    [
      'account.password_hash',
      'account_request.password_hash',
      // Only in demos: it shows what would have been sent.
      'mailbox.body',
      'mailbox.html',
      'mailbox.recipient',
      'mailbox.subject',
      // What the person chose to publish, and the browser's own name.
      'review.body',
      'review.title',
      'session.device',
    ],
  )
})

test('orders, jobs and keys carry a person’s id only', async (t) => {
  const shop = await openTestShop(t)
  const marked = await shop.db.rows<{ table: string }>(sql`
    select distinct c.relname as table from pg_attribute a join pg_class c on c.oid = a.attrelid
    where col_description(a.attrelid, a.attnum) like 'personal:%' order by 1`)
  assert.deepEqual(
    marked.map(({ table }) => table),
    [
      'account',
      'account_request',
      'address',
      'api_answer',
      'contact',
      'mailbox',
      'order_contact',
      'review',
      'session',
      'withdrawal',
    ],
  )
})
