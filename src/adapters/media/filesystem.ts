import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isMediaKey, isUploadKey, type MediaStore } from '../../domain/media/media-store.ts'
import { signUpload } from '../../domain/media/upload-policy.ts'
import type { Secret } from '../../kit/secret.ts'

/** Where our own program takes uploads, and the secret that signs what may be uploaded. */
type Uploads = { address: string; secret: Secret }

/**
 * Pictures as files below one folder. A file appears under its name only when all of it is written. It is not forced to the disk: what a
 * power cut takes is made again.
 */
export function openFolder(folder: string, uploads?: Uploads): MediaStore {
  const pathOfAll = join(folder)
  const pathOf = (key: string): string => {
    if (!isMediaKey(key)) throw new Error(`'${key}' is not a key of the media store.`)
    return join(folder, ...key.split('/'))
  }
  return {
    async read(key) {
      try {
        return await readFile(pathOf(key))
      } catch (fault) {
        if (isAbsent(fault)) return null
        throw fault
      }
    },
    async write(key, bytes) {
      const path = pathOf(key)
      // Beside its goal, so that the rename stays on one disk. No key starts with a dot, so nobody can ask for it.
      const half = join(dirname(path), `.${randomBytes(8).toString('hex')}`)
      await mkdir(dirname(path), { recursive: true })
      try {
        if (Buffer.isBuffer(bytes)) await writeNew(half, bytes)
        else await pipeline(bytes, createWriteStream(half, { flags: 'wx' }))
        await rename(half, path)
      } catch (fault) {
        await rm(half, { force: true })
        if (key.includes('/')) await rmdir(dirname(path)).catch(ignoreUnlessFault)
        throw fault
      }
    },
    async exists(key) {
      try {
        return (await stat(pathOf(key))).isFile()
      } catch (fault) {
        if (isAbsent(fault)) return false
        throw fault
      }
    },
    async remove(...keys) {
      const paths = keys.map(pathOf)
      for (const path of paths) await rm(path, { force: true })
      // With its last file a picture is gone.
      const folders = new Set(paths.map((path) => dirname(path)).filter((path) => path !== pathOfAll))
      for (const path of folders) await rmdir(path).catch(ignoreUnlessFault)
    },
    async *list(after = '') {
      for (const name of await foldersIn(folder)) if (name > after) yield name
    },
    async offerUpload(offer) {
      if (!isUploadKey(offer.key)) throw new Error(`'${offer.key}' is not a key for an upload.`)
      if (!uploads) throw new Error('This media store was opened without an address for uploads.')
      await removeOldUploads(folder)
      return signUpload(uploads.secret, uploads.address, offer, new Date())
    },
  }
}

async function writeNew(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
  } finally {
    await file.close()
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && isMediaKey(entry.name))
      .map(({ name }) => name)
      .sort()
  } catch (fault) {
    if (isAbsent(fault)) return []
    throw fault
  }
}

const uploadsKeptMs = 86_400_000

/** What was uploaded and never taken. A bucket has a rule for that. */
async function removeOldUploads(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter(isUploadKey)) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > uploadsKeptMs) await rm(join(folder, name), { force: true })
  }
}

function ignoreUnlessFault(fault: unknown): void {
  const isFull = fault instanceof Error && 'code' in fault && (fault.code === 'ENOTEMPTY' || fault.code === 'EEXIST')
  if (!isFull && !isAbsent(fault)) throw fault
}

const isAbsent = (fault: unknown): boolean =>
  fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ENOTDIR')
