/**
 * What a process keeps between requests. Facts empty it. A value says what it is about ('product:12', 'variant:34'), so that
 * a fact about one thing leaves all else where it is.
 */
export interface Memory {
  /** The kept value, or what `read` gives; one `read` per key runs at a time. One that throws is not kept, nor what is about `null`. */
  get<T>(key: string, read: () => Promise<T>, about?: (value: T) => readonly string[] | null): Promise<T>
  /** The kept value if it is there at this moment. */
  peek<T>(key: string): T | undefined
  /** The same for many things at once: `read` gets the ids that are not kept. What it does not find is left out. */
  getMany<T>(
    prefix: string,
    ids: readonly number[],
    read: (ids: number[]) => Promise<Map<number, T>>,
    about: (value: T) => readonly string[],
  ): Promise<T[]>
  /** Forgets all keys that begin with `prefix`; '' forgets everything. */
  forget(prefix: string): void
  /** Forgets all values that are about one of these things, and does not keep what is being read just now. */
  forgetAbout(things: readonly string[]): void
}

type Entry = { value: unknown; until: number; about: readonly string[]; size: number; movedAt: number }

export type MemoryOptions<V> = {
  /** How much is kept: a count of entries, or what `sizeOf` counts. */
  limit: number
  sizeOf?: (value: V) => number
  maxAgeMs: number
  now?: () => number
}

/**
 * Keeps values up to a limit (the least recently used go first), each for at most `maxAgeMs`: facts say what has changed, the
 * age bounds the harm where nothing said so, as when a publication date comes.
 */
export function openMemory<V = unknown>(options: MemoryOptions<V>): Memory {
  const { limit, maxAgeMs, sizeOf = () => 1, now = Date.now } = options
  const entries = new Map<string, Entry>()
  const keysAbout = new Map<string, Set<string>>()
  // Values that are being read: what they will be about is not known yet.
  const pending = new Map<string, Entry>()
  const underWay = new Set<{ isOver: boolean }>()
  let size = 0

  function drop(key: string, entry: Entry): void {
    entries.delete(key)
    pending.delete(key)
    size -= entry.size
    for (const thing of entry.about) {
      const keys = keysAbout.get(thing)
      keys?.delete(key)
      if (keys?.size === 0) keysAbout.delete(thing)
    }
  }

  function put(key: string, value: unknown, about: readonly string[], isRead = true): Entry {
    const before = entries.get(key)
    if (before) drop(key, before)
    const at = now()
    const entry = { value, until: at + maxAgeMs, movedAt: at, about, size: isRead ? sizeOf(value as V) : 0 }
    entries.set(key, entry)
    if (!isRead) pending.set(key, entry)
    size += entry.size
    for (const thing of about) {
      const keys = keysAbout.get(thing)
      if (keys) keys.add(key)
      else keysAbout.set(thing, new Set([key]))
    }
    for (const [oldest, old] of entries) {
      if (size <= limit) break
      drop(oldest, old)
    }
    return entry
  }

  function find(key: string): Entry | undefined {
    const found = entries.get(key)
    if (!found) return undefined
    const at = now()
    if (found.until <= at) {
      drop(key, found)
      return undefined
    }
    // The last used stands last; to move it once a second is near enough.
    if (found.movedAt + 1000 <= at) {
      found.movedAt = at
      entries.delete(key)
      entries.set(key, found)
    }
    return found
  }

  function readInto<T>(key: string, read: () => Promise<T>, about: (value: T) => readonly string[] | null): Promise<T> {
    const reading = read()
    const entry = put(key, reading, [], false)
    // Forgotten meanwhile, it is not kept.
    const isMine = () => entries.get(key) === entry
    return reading.then(
      (value) => {
        const things = isMine() && about(value)
        if (things) put(key, value, things)
        else if (isMine()) drop(key, entry)
        return value
      },
      (fault) => {
        if (isMine()) drop(key, entry)
        throw fault
      },
    )
  }

  return {
    get<T>(key: string, read: () => Promise<T>, about: (value: T) => readonly string[] | null = () => []): Promise<T> {
      const found = find(key)
      return found ? Promise.resolve(found.value as T | Promise<T>) : readInto(key, read, about)
    },
    peek<T>(key: string) {
      const found = find(key)
      return found && !pending.has(key) ? (found.value as T) : undefined
    },
    async getMany<T>(
      prefix: string,
      ids: readonly number[],
      read: (ids: number[]) => Promise<Map<number, T>>,
      about: (value: T) => readonly string[],
    ) {
      const kept = ids.map((id) => find(prefix + id)?.value as T | undefined)
      const missing = ids.filter((_, i) => kept[i] === undefined)
      if (missing.length === 0) return kept as T[]
      const reading = { isOver: false }
      underWay.add(reading)
      try {
        const values = await read(missing)
        if (!reading.isOver) for (const [id, value] of values) put(prefix + id, value, about(value))
        return ids.flatMap((id, i) => kept[i] ?? values.get(id) ?? [])
      } finally {
        underWay.delete(reading)
      }
    },
    forget(prefix) {
      for (const [key, entry] of entries) if (key.startsWith(prefix)) drop(key, entry)
      for (const reading of underWay) reading.isOver = true
    },
    forgetAbout(things) {
      for (const thing of things)
        for (const key of keysAbout.get(thing) ?? []) {
          const entry = entries.get(key)
          if (entry) drop(key, entry)
        }
      for (const [key, entry] of pending) drop(key, entry)
      for (const reading of underWay) reading.isOver = true
    },
  }
}
