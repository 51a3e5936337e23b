import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { keyRingContract } from '../../domain/keys/key-ring.contract.ts'
import { openLocalKeys } from './local.ts'

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-keys-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const fileIn = (folder: string) => join(folder, 'master-keys.json')
type File = { keys: { version: number; key: string }[] }
const keysIn = (folder: string) => JSON.parse(readFileSync(fileIn(folder), 'utf8')) as File

keyRingContract('local', async (t) => {
  const folder = join(aFolder(t), 'keys')
  const ring = openLocalKeys(folder)
  return {
    ring,
    again: async () => openLocalKeys(folder),
    rotate: ring.renew,
    disable: async () => {
      const { keys } = keysIn(folder)
      writeFileSync(fileIn(folder), JSON.stringify({ keys: keys.slice(0, -1) }))
    },
    unreachable: async () => {
      const file = join(folder, 'a-file')
      writeFileSync(file, '')
      return openLocalKeys(file)
    },
  }
})

const context = { purpose: 'person', ringKey: 'r1' }

test('the file is for its owner alone, and no other process writes over it', async (t) => {
  const folder = aFolder(t)
  const made = await Promise.all(Array.from({ length: 8 }, () => openLocalKeys(folder).newKey(context)))
  assert.equal(statSync(fileIn(folder)).mode & 0o777, 0o600)
  assert.equal(keysIn(folder).keys.length, 1)
  for (const { plain, wrapped } of made) assert.deepEqual(await openLocalKeys(folder).open(wrapped, context), plain)
  chmodSync(fileIn(folder), 0o644)
  await assert.rejects(openLocalKeys(folder).newKey(context), /Others may read the master keys in .*chmod 600/)
})

test('a missing file is a clear sentence, and is not made anew', async (t) => {
  const folder = aFolder(t)
  const { wrapped } = await openLocalKeys(folder).newKey(context)
  rmSync(fileIn(folder))
  const words = /There is no .*master-keys\.json, and the database holds keys that it has wrapped/
  await assert.rejects(openLocalKeys(folder).open(wrapped, context), words)
  await assert.rejects(openLocalKeys(folder).renew(), words)
  assert.throws(() => statSync(fileIn(folder)))
})

test('a master key that was put is on the disk, its folder too', async (t) => {
  const folder = join(aFolder(t), 'keys')
  const flushed: string[] = []
  const some = await open(tmpdir())
  const files = Object.getPrototypeOf(some) as FileHandle
  await some.close()
  const { sync } = files
  t.mock.method(files, 'sync', async function (this: FileHandle) {
    const { ino } = await this.stat()
    // What is flushed after the file has its name.
    if (existsSync(fileIn(folder)) && ino === statSync(folder).ino) flushed.push(`${keysIn(folder).keys.length}`)
    await sync.call(this)
  })
  const ring = openLocalKeys(folder)
  await ring.newKey(context)
  assert.deepEqual(flushed, ['1'])
  await ring.renew()
  assert.deepEqual(flushed, ['1', '2'])
})
