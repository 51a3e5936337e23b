import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../../test/helpers/paying-shop.ts'
import { openSecretFiles } from '../../adapters/secrets/file.ts'
import { WrongSetting } from '../../kit/settings.ts'
import { openLiveSecrets, type SecretSetting } from './live-secrets.ts'

const signing: SecretSetting = {
  name: 'SECRET',
  isSigning: true,
  refusal: (value) => (value.length < 4 ? 'SECRET is too short.' : undefined),
}
const list: SecretSetting = { name: 'WEBHOOK', isList: true, refusal: () => undefined }
const plain: SecretSetting = { name: 'PASSWORD', refusal: () => undefined }

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-secrets-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const day = 24 * 3_600_000

/** Secrets in files, read every 20 ms, and a clock that can be put forward. */
async function aGround(t: TestContext, files: Record<string, string>, settings: SecretSetting[]) {
  const folder = await aFolder(t)
  const clock = { ahead: day }
  const put = (name: string, text: string) => writeFile(join(folder, name), text)
  for (const [name, text] of Object.entries(files)) await put(name, text)
  const env = Object.fromEntries(settings.map(({ name }) => [name, `file:${join(folder, name)}`]))
  const live = await openLiveSecrets({
    env: { ...env, OTHER: 'as it is' },
    settings,
    openStore: async () => openSecretFiles(),
    everyMs: 20,
    now: () => Date.now() + clock.ahead,
  })
  t.after(() => live.close())
  live.watch()
  return { live, put, clock, folder }
}

test('values stand in the place of the names of places; other settings stay as they are', async (t) => {
  const { live } = await aGround(t, { SECRET: 'first word', WEBHOOK: 'a,b' }, [signing, list])
  assert.deepEqual(live.env, { SECRET: 'first word', WEBHOOK: 'a,b', OTHER: 'as it is' })
  assert.deepEqual(live.of('WEBHOOK')?.accepted, ['a', 'b'])
  assert.equal(live.of('WEBHOOK')?.current, 'a')
  assert.equal(live.of('PASSWORD'), undefined)
})

test('a value in the environment itself is a secret that stays, and no store is opened for it', async () => {
  const live = await openLiveSecrets({
    env: { SECRET: 'plain words', WEBHOOK: 'a,b' },
    settings: [signing, list],
    openStore: () => assert.fail('A store was opened.'),
    everyMs: 20,
  })
  assert.equal(live.of('SECRET')?.current, 'plain words')
  assert.deepEqual(live.of('WEBHOOK')?.accepted, ['a', 'b'])
  assert.equal(await live.of('SECRET')?.renew('plain words'), false)
})

test('a new value opens at once, and signs when every process must have read it', async (t) => {
  const { live, put, clock } = await aGround(t, { SECRET: 'first' }, [signing])
  const secret = live.of('SECRET')
  assert.ok(secret)
  await put('SECRET', 'second')
  await until(async () => secret.accepted.includes('second'))
  assert.equal(secret.current, 'first')
  assert.deepEqual(secret.lately, ['first', 'second'])
  clock.ahead += 1_000
  assert.equal(secret.current, 'second')
  assert.deepEqual([...secret.accepted].sort(), ['first', 'second'])
  // What was kept under the first may be asked for until a day has passed.
  assert.deepEqual(secret.lately, ['first', 'second'])
  clock.ahead += day
  assert.deepEqual(secret.lately, ['second'])
})

test('what is not for signing is used at once, and the one before still opens', async (t) => {
  const { live, put } = await aGround(t, { WEBHOOK: 'a', PASSWORD: 'p1' }, [list, plain])
  await put('WEBHOOK', 'b')
  await put('PASSWORD', 'p2')
  await until(async () => live.of('PASSWORD')?.current === 'p2')
  await until(async () => live.of('WEBHOOK')?.accepted.length === 2)
  assert.deepEqual(live.of('WEBHOOK')?.accepted, ['b', 'a'])
})

test('a value that the setting refuses does not take the place of one that works', async (t) => {
  const { live, put } = await aGround(t, { SECRET: 'first' }, [signing])
  await put('SECRET', 'x')
  await sleep(150)
  assert.equal(live.of('SECRET')?.current, 'first')
  assert.deepEqual(live.of('SECRET')?.accepted, ['first'])
  await put('SECRET', 'third')
  await until(async () => live.of('SECRET')?.accepted.includes('third'))
})

test('what stood there before opens nothing when it is empty or refused; an empty secret is none', async (t) => {
  const folder = await aFolder(t)
  const open = (SECRET: string, current: string, previous: string, isList = false) =>
    openLiveSecrets({
      env: { SECRET },
      settings: [{ ...signing, isList, refusal: (value) => (value.length < 4 ? 'too short' : undefined) }],
      openStore: async () => ({ read: async () => ({ current, previous, since: new Date() }) }),
      everyMs: 60_000,
    })
  for (const previous of ['', '  ', 'x'])
    assert.deepEqual((await open('ssm:/a', 'the first', previous)).of('SECRET')?.accepted, ['the first'])
  assert.deepEqual((await open('ssm:/a', 'one, two,,', '', true)).of('SECRET')?.accepted, ['one', 'two'])
  assert.deepEqual((await open('three,, four,', '', '', true)).of('SECRET')?.accepted, ['three', 'four'])
  await assert.rejects(open('ssm:/a', '', 'the one before'), /which is not there: the secret is empty/)
  await writeFile(join(folder, 'empty'), '\n')
  await assert.rejects(
    openLiveSecrets({
      env: { SECRET: `file:${join(folder, 'empty')}` },
      settings: [signing],
      openStore: async () => openSecretFiles(),
      everyMs: 60_000,
    }),
    /the secret is empty/,
  )
})

test('who is refused has it read anew at once; a store that is gone leaves what there is', async (t) => {
  const folder = await aFolder(t)
  const file = join(folder, 'password')
  await writeFile(file, 'p1')
  const live = await openLiveSecrets({
    env: { PASSWORD: `file:${file}` },
    settings: [plain],
    openStore: async () => openSecretFiles(),
    everyMs: 3_600_000,
  })
  const secret = live.of('PASSWORD')
  assert.ok(secret)
  assert.equal(await secret.renew('p1'), false)
  await sleep(1_050)
  await writeFile(file, 'p2')
  assert.deepEqual(await Promise.all([secret.renew('p1'), secret.renew('p1')]), [true, true])
  assert.equal(secret.current, 'p2')
  await rm(file)
  await sleep(1_050)
  assert.equal(await secret.renew('p2'), false)
  assert.equal(secret.current, 'p2')
})

test('a field of a secret in JSON is a value of its own, and what is missing stops the start without showing anything', async (t) => {
  const folder = await aFolder(t)
  const file = join(folder, 'all')
  await writeFile(file, JSON.stringify({ password: 'hunter2', empty: '' }))
  const open = (PASSWORD: string) =>
    openLiveSecrets({
      env: { PASSWORD },
      settings: [plain],
      openStore: async () => openSecretFiles(),
      everyMs: 1_000,
    })
  assert.equal((await open(`file:${file}#password`)).of('PASSWORD')?.current, 'hunter2')
  const refused: [string, string][] = [
    [`file:${file}#other`, "which is not there: the secret has no field 'other'."],
    [`file:${file}#empty`, "which is not there: the secret has no field 'empty'."],
    [`file:${join(folder, 'none')}`, 'which is not there: ENOENT.'],
    [`file:${folder}`, 'and the store does not answer: EISDIR.'],
  ]
  for (const [place, words] of refused)
    await assert.rejects(open(place), (fault) => {
      assert.ok(fault instanceof WrongSetting)
      assert.equal(fault.message, `PASSWORD names ${place}, ${words}`)
      assert.doesNotMatch(fault.message, /hunter2/)
      return true
    })
})
