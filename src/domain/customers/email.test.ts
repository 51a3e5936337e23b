import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalEmail } from './email.ts'

test('one address has one form', () => {
  assert.equal(canonicalEmail('  Maren.Koch+Shop@Example.COM '), 'maren.koch+shop@example.com')
  assert.equal(canonicalEmail('ｍａｒｅｎ@example.com'), 'maren@example.com')
  assert.equal(canonicalEmail('jörg@müller.example'), 'jörg@xn--mller-kva.example')
})

test('what is no address has none', () => {
  for (const typed of [
    '',
    'maren',
    'maren@',
    '@example.com',
    'a b@example.com',
    'a@b',
    'a@-b.example',
    'a@b..example',
    'a@b.1',
    `${'a'.repeat(65)}@example.com`,
    'a@example.com\nBcc: x@example.com',
    '"a"@example.com',
    'a\0b@example.com',
    'a\u001b[31m@example.com',
    'a\u200db@example.com',
    'a\u202eb@example.com',
  ])
    assert.equal(canonicalEmail(typed), undefined, typed)
})

test('a text that is far too long is refused before it is looked at', () => {
  assert.equal(canonicalEmail('a@'.repeat(100_000)), undefined)
  assert.equal(canonicalEmail(`${'a.'.repeat(120)}@${'a-'.repeat(90)}`), undefined)
})
