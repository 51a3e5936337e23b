import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, isOutdated, isPassword, PasswordQueueFull, passwordProblem } from './password.ts'

test('a hash is argon2id with at least 19 MiB and two passes, and opens with its password alone', async () => {
  const made = await hashPassword('fair winds and following seas')
  assert.match(made, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(await isPassword('fair winds and following seas', made), true)
  assert.equal(await isPassword('fair winds and following seat', made), false)
  assert.equal(isOutdated(made), false)
  assert.equal(isOutdated(made.replace('t=2', 't=1')), true)
})

test('an account that does not exist takes a real check and is refused', async () => {
  assert.equal(await isPassword('', undefined), false)
  assert.equal(await isPassword('fair winds', undefined), false)
})

test('the same password typed in two Unicode forms is one password', async () => {
  const made = await hashPassword('gru\u0308ne Segel setzen')
  assert.equal(await isPassword('gr\u00fcne Segel setzen', made), true)
})

test('a flood fills neither memory nor cores: what does not fit in the queue is refused at once', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 60 }, () => isPassword('x', undefined)))
  const refused = answers.filter((a) => a.status === 'rejected')
  assert.equal(refused.length, 60 - 42)
  for (const { reason } of refused) assert.ok(reason instanceof PasswordQueueFull)
  assert.equal(await isPassword('x', undefined), false)
})

test('length and commonness are the only rules', () => {
  const problem = (password: string) => passwordProblem(password, 'maren.koch@example.com')
  assert.equal(problem('segeln7'), 'too-short')
  assert.equal(problem('x'.repeat(257)), 'too-long')
  for (const bad of [
    'password',
    'Passwort1',
    'qwertz123',
    'aaaaaaaa',
    '12345678',
    'abcdefgh',
    'maren.koch',
    'maren.koch1',
  ])
    assert.equal(problem(bad), 'too-common', bad)
  for (const good of ['vier kleine Boote', 'kX9#fq2Lm', 'tideswell']) assert.equal(problem(good), undefined, good)
})
