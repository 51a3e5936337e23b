import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { secretStoreContract } from '../../domain/settings/secret-store.contract.ts'
import { openSecretFiles } from './file.ts'

secretStoreContract(
  'file',
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'tradewind-secrets-'))
    t.after(() => rm(folder, { recursive: true, force: true }))
    let count = 0
    return {
      store: openSecretFiles(),
      put: (name, text) => writeFile(name, text),
      newName: () => join(folder, String(++count)),
    }
  },
  { keepsPrevious: false },
)

test('the line break at the end of a file is none of the secret; what may not be read is told as refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-secrets-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const store = openSecretFiles()
  const file = join(folder, 'secret')
  await writeFile(file, 'word\n')
  assert.equal((await store.read(file, false)).current, 'word')
  await assert.rejects(store.read(folder, false), { kind: 'unreachable', message: 'EISDIR' })
  // Root reads everything.
  if (process.getuid?.() === 0) return
  await chmod(file, 0)
  await assert.rejects(store.read(file, false), { kind: 'refused', message: 'EACCES' })
})
