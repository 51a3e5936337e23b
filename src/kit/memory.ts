/** What a process keeps between requests. Facts empty it; one computation per key runs at a time. */
export interface Memory {
  /** The kept value, or what `read` gives. A `read` that throws is not kept. */
  get<T>(key: string, read: () => Promise<T>): Promise<T>
  /** Forgets all keys that begin with `prefix`; '' forgets everything. */
  forget(prefix: string): void
}

type Entry = { value: Promise<unknown>; until: number }

/**
 * Keeps at most `maxEntries` values (the least recently used go first), each for at most `maxAgeMs`: facts say what has
 * changed, the age bounds the harm where nothing said so, as when a publication date comes.
 */
export function openMemory(options: { maxEntries: number; maxAgeMs: number; now?: () => number }): Memory {
  const entries = new Map<string, Entry>()
  const now = options.now ?? Date.now
  return {
    get<T>(key: string, read: () => Promise<T>): Promise<T> {
      const found = entries.get(key)
      if (found && found.until > now()) {
        entries.delete(key)
        entries.set(key, found)
        return found.value as Promise<T>
      }
      const entry: Entry = { value: read(), until: now() + options.maxAgeMs }
      entries.set(key, entry)
      entry.value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key)
      })
      if (entries.size > options.maxEntries) {
        const [oldest] = entries.keys()
        if (oldest !== undefined) entries.delete(oldest)
      }
      return entry.value as Promise<T>
    },
    forget(prefix) {
      if (prefix === '') entries.clear()
      else for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
    },
  }
}
