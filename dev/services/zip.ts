import { chmodSync, closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { Sentence } from '../progress.mjs'

/**
 * Unpacks a zip file: a fresh machine may have no unzip. No encryption and no files beyond 4 GB (PKWARE's APPNOTE, 4.3).
 * Everybody may read what comes out, for the program may run as another user.
 */
export function unzip(file: string, folder: string): void {
  const source = openSync(file, 'r')
  const read = (position: number, length: number): Buffer => {
    const buffer = Buffer.alloc(length)
    if (readSync(source, buffer, 0, length, position) !== length) throw broken(file)
    return buffer
  }
  try {
    for (const entry of entriesOf(file, read)) {
      const path = normalize(entry.name)
      if (path.startsWith('..') || path.startsWith('/')) throw broken(file)
      if (entry.name.endsWith('/')) {
        mkdirSync(join(folder, path), { recursive: true })
        continue
      }
      const header = read(entry.offset, 30)
      const begin = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
      const packed = read(begin, entry.packedSize)
      const bytes = entry.method === 0 ? packed : inflateRawSync(packed)
      if (crc32(bytes) !== entry.sum) throw broken(file)
      const target = join(folder, path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, bytes)
      chmodSync(target, entry.mode & 0o111 ? 0o755 : 0o644)
    }
  } finally {
    closeSync(source)
  }
}

type Entry = { name: string; method: number; sum: number; packedSize: number; offset: number; mode: number }

function entriesOf(file: string, read: (position: number, length: number) => Buffer): Entry[] {
  const { size } = statSync(file)
  // The end record is 22 bytes and may be followed by a comment.
  const tailSize = Math.min(size, 22 + 65_535)
  const tail = read(size - tailSize, tailSize)
  const at = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (at < 0) throw broken(file)
  const count = tail.readUInt16LE(at + 10)
  const directory = read(tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12))
  const entries: Entry[] = []
  for (let place = 0; entries.length < count; ) {
    if (directory.length < place + 46 || directory.readUInt32LE(place) !== 0x02014b50) throw broken(file)
    const nameLength = directory.readUInt16LE(place + 28)
    entries.push({
      method: directory.readUInt16LE(place + 10),
      sum: directory.readUInt32LE(place + 16),
      packedSize: directory.readUInt32LE(place + 20),
      mode: directory.readUInt32LE(place + 38) >>> 16,
      offset: directory.readUInt32LE(place + 42),
      name: directory.toString('utf8', place + 46, place + 46 + nameLength),
    })
    place += 46 + nameLength + directory.readUInt16LE(place + 30) + directory.readUInt16LE(place + 32)
  }
  return entries
}

const broken = (file: string) => new Sentence(`${file} is no whole zip file`)
