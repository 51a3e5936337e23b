import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMediaKey, type MediaStore } from '../../domain/media/media-store.ts'

/**
 * Pictures as files below one folder. A file appears under its name only when all of it is written. It is not forced to the disk: what a
 * power cut takes is made again.
 */
export function openFolder(folder: string): MediaStore {
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
        const file = await open(half, 'wx')
        try {
          await file.writeFile(bytes)
        } finally {
          await file.close()
        }
        await rename(half, path)
      } catch (fault) {
        await rm(half, { force: true })
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
    async remove(key) {
      const path = pathOf(key)
      await rm(path, { force: true })
      // With its last file a picture is gone.
      if (key.includes('/')) await rmdir(dirname(path)).catch(ignoreUnlessFault)
    },
    async list() {
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
    },
  }
}

function ignoreUnlessFault(fault: unknown): void {
  const isFull = fault instanceof Error && 'code' in fault && (fault.code === 'ENOTEMPTY' || fault.code === 'EEXIST')
  if (!isFull && !isAbsent(fault)) throw fault
}

const isAbsent = (fault: unknown): boolean =>
  fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ENOTDIR')
