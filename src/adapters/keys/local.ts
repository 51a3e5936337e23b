import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { link, mkdir, open as openFile, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type KeyContext, type KeyRing, KeyRingFault } from '../../domain/keys/key-ring.ts'

/** The last one wraps; the ones before only open. A number is never used twice. */
type MasterKey = { version: number; madeAt: string; key: string }

const fileName = 'master-keys.json'
const overhead = 5 + 12 + 16

/**
 * Master keys in one file of this machine, mode 0600. It is made when the first key is asked for, and never written over: a rotation adds
 * to it. Without it all that it has wrapped is lost, so it is backed up, apart from the database.
 */
export function openLocalKeys(folder: string): KeyRing {
  const file = join(folder, fileName)

  // Read anew each time: it is asked for seldom, and another process may have added to it.
  async function read(): Promise<MasterKey[] | undefined> {
    try {
      const { mode } = await stat(file)
      if ((mode & 0o077) !== 0)
        throw new KeyRingFault(
          'refused',
          `Others may read the master keys in ${file}. Allow it to one user: chmod 600.`,
        )
      const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys: MasterKey[] }
      return keys
    } catch (fault) {
      if (fault instanceof KeyRingFault) throw fault
      if ((fault as { code?: unknown }).code === 'ENOENT') return undefined
      throw new KeyRingFault('unreachable', `The master keys in ${file} cannot be read.`, fault)
    }
  }

  async function known(): Promise<MasterKey[]> {
    const keys = await read()
    if (!keys)
      throw new KeyRingFault(
        'unusable',
        `There is no ${file}, and the database holds keys that it has wrapped. Bring it back from the backup.`,
      )
    return keys
  }

  const newMaster = (version: number): MasterKey => ({
    version,
    madeAt: new Date().toISOString(),
    key: randomBytes(32).toString('base64'),
  })

  /** All of it, or nothing: `put` takes the finished file to its place. */
  async function write(keys: readonly MasterKey[], put: (half: string) => Promise<void>): Promise<void> {
    const half = join(folder, `.${randomBytes(8).toString('hex')}`)
    try {
      const made = await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(half, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
      await put(half)
      await flushFolder(folder)
      if (made) await flushFolder(dirname(folder))
    } catch (fault) {
      throw new KeyRingFault('unreachable', `The master keys cannot be written to ${file}.`, fault)
    } finally {
      await rm(half, { force: true })
    }
  }

  /** Two processes that start at once: `link` lets one of them make the file. */
  async function knownOrMade(): Promise<MasterKey[]> {
    const keys = await read()
    if (keys) return keys
    await write([newMaster(1)], (half) =>
      link(half, file).catch((fault: { code?: unknown }) => {
        if (fault.code !== 'EEXIST') throw fault
      }),
    )
    return known()
  }

  async function open(wrapped: Buffer, context: KeyContext): Promise<Buffer> {
    if (wrapped.length <= overhead || wrapped[0] !== 1)
      throw new KeyRingFault('other-context', 'A key was wrapped by another key ring, or was changed.')
    const version = wrapped.readUInt32BE(1)
    const keys = await known()
    const master = keys.find((one) => one.version === version)
    if (!master)
      throw new KeyRingFault(
        'unusable',
        `${file} has no master key ${version}, which has wrapped a key of the database.`,
      )
    const decipher = createDecipheriv('aes-256-gcm', keyOf(master), wrapped.subarray(5, 17), { authTagLength: 16 })
    decipher.setAAD(boundTo(context, version))
    decipher.setAuthTag(wrapped.subarray(17, 33))
    try {
      return Buffer.concat([decipher.update(wrapped.subarray(33)), decipher.final()])
    } catch (fault) {
      throw new KeyRingFault('other-context', 'A key was wrapped for something else, or was changed.', fault)
    }
  }

  const newest = (keys: readonly MasterKey[]): MasterKey => {
    const master = keys.at(-1)
    if (!master) throw new KeyRingFault('unusable', `There is no master key in ${file}.`)
    return master
  }

  return {
    newKey: async (context) => {
      const plain = randomBytes(32)
      return { plain, wrapped: wrap(newest(await knownOrMade()), plain, context) }
    },
    open,
    rewrap: async (wrapped, context) => wrap(newest(await known()), await open(wrapped, context), context),
    renew: async () => {
      const keys = await known()
      await write([...keys, newMaster(newest(keys).version + 1)], (half) => rename(half, file))
    },
  }
}

/** A name that was put is on the disk only with its folder: a database must not outlive a key in a power cut. */
async function flushFolder(path: string): Promise<void> {
  const handle = await openFile(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const keyOf = (master: MasterKey): Buffer => Buffer.from(master.key, 'base64')

const boundTo = (context: KeyContext, version: number): Buffer =>
  Buffer.from(JSON.stringify([version, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]))

/** Form 1, the version of the master key, nonce, tag, key. */
function wrap(master: MasterKey, plain: Buffer, context: KeyContext): Buffer {
  const head = Buffer.alloc(5)
  head[0] = 1
  head.writeUInt32BE(master.version, 1)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(master), nonce)
  cipher.setAAD(boundTo(context, master.version))
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([head, nonce, cipher.getAuthTag(), text])
}
