import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '../../kit/log.ts'
import { fixedSecret, type Secret, type SecretPlace, type SecretScheme, secretPlaceOf } from '../../kit/secret.ts'
import { WrongSetting } from '../../kit/settings.ts'
import { SecretFault, type SecretStore, type SecretVersions } from './secret-store.ts'

/** What the program must know of a setting whose value may be kept elsewhere. */
export type SecretSetting = {
  name: string
  /** Several values with commas between. */
  isList?: boolean
  /**
   * What is signed with it must be known by every process before one signs with it: a new value opens at once and signs later.
   */
  isSigning?: boolean
  /** What is wrong with a value, or undefined. Asked before a new one takes the place of one that works. */
  refusal(value: string): string | undefined
}

export type LiveSecrets = {
  /** The environment, with values where it named places. */
  env: Readonly<Record<string, string | undefined>>
  /** Undefined: the setting is not set. */
  of(name: string): Secret | undefined
  /** From now on they are read again and again. */
  watch(): void
  close(): void
}

type Options = {
  env: Readonly<Record<string, string | undefined>>
  settings: readonly SecretSetting[]
  openStore(scheme: SecretScheme): Promise<SecretStore>
  everyMs: number
  now?: () => number
}

// A refused password is read anew at once, but a crowd of refusals not more often than this.
const renewAtMostEveryMs = 1_000
const dayMs = 24 * 3_600_000

/** Reads all secrets that the environment names by place, and keeps them fresh. Throws `WrongSetting` when one cannot be had. */
export async function openLiveSecrets(options: Options): Promise<LiveSecrets> {
  const { env, settings, everyMs, now = Date.now } = options
  const stores = new Map<SecretScheme, Promise<SecretStore>>()
  const live = new Map<string, LiveSecret>()
  const fixed = new Map<string, Secret>()
  const values: Record<string, string> = {}

  /** Several settings may name fields of one secret: it is read once in a round. */
  function openRound(isThorough: boolean): (place: SecretPlace) => Promise<SecretVersions> {
    const read = new Map<string, Promise<SecretVersions>>()
    return ({ scheme, name }) => {
      const key = `${scheme}:${name}`
      let store = stores.get(scheme)
      if (!store) {
        store = options.openStore(scheme)
        stores.set(scheme, store)
      }
      const found = read.get(key) ?? store.then((open) => open.read(name, isThorough))
      read.set(key, found)
      return found
    }
  }

  const readFirst = openRound(false)
  for (const setting of settings) {
    const text = env[setting.name]
    if (!text) continue
    const place = secretPlaceOf(text)
    if (!place) {
      const [first, ...rest] = partsOf(text, setting)
      if (first !== undefined) fixed.set(setting.name, fixedSecret(first, ...rest))
      continue
    }
    let versions: SecretVersions
    try {
      versions = fieldOf(await readFirst(place), place)
    } catch (fault) {
      throw new WrongSetting(`${setting.name} names ${text}, ${told(fault)}`, { cause: fault })
    }
    const secret = new LiveSecret(setting, place, versions, { graceMs: setting.isSigning ? everyMs * 3 : 0, now })
    live.set(setting.name, secret)
    values[setting.name] = versions.current
  }

  let isUnreadable = false

  async function readAgain(secrets: Iterable<LiveSecret>, isThorough: boolean): Promise<void> {
    const read = openRound(isThorough)
    let unread: { name: string; fault: unknown } | undefined
    for (const secret of secrets)
      try {
        secret.take(fieldOf(await read(secret.place), secret.place), isThorough)
      } catch (fault) {
        unread ??= { name: secret.setting.name, fault }
      }
    if (unread && !isUnreadable) log('warn', 'secrets.unreadable', { setting: unread.name, why: told(unread.fault) })
    if (!unread && isUnreadable) log('info', 'secrets.readable')
    isUnreadable = unread !== undefined
  }

  for (const secret of live.values()) {
    let reading: Promise<void> | undefined
    let readAt = 0
    secret.readNow = async () => {
      if (!reading && now() - readAt < renewAtMostEveryMs) return
      reading ??= readAgain([secret], true).finally(() => {
        readAt = now()
        reading = undefined
      })
      await reading
    }
  }

  const stop = new AbortController()
  async function keepReading(): Promise<void> {
    for (;;) {
      // Many processes that were started at once do not ask at once.
      await sleep(everyMs * (0.8 + 0.4 * Math.random()), undefined, { signal: stop.signal, ref: false })
      await readAgain(live.values(), false)
    }
  }

  return {
    env: { ...env, ...values },
    of: (name) => live.get(name) ?? fixed.get(name),
    watch: () => {
      if (live.size > 0) keepReading().catch(() => {})
    },
    close: () => stop.abort(),
  }
}

const partsOf = (text: string, { isList }: SecretSetting): string[] =>
  (isList ? text.split(',').map((part) => part.trim()) : [text]).filter((part) => part !== '')

/** Takes the field out of all versions; one that lacks it counts only when it is the current one. An empty text is no secret. */
function fieldOf(whole: SecretVersions, place: SecretPlace): SecretVersions {
  const { field } = place
  if (field === undefined) {
    if (whole.current.trim() === '') throw new SecretFault('missing', 'the secret is empty')
    return whole
  }
  const of = (text: string | undefined): string | undefined => {
    if (text === undefined) return undefined
    try {
      const value: unknown = (JSON.parse(text) as Record<string, unknown> | null)?.[field]
      return typeof value === 'string' && value !== '' ? value : undefined
    } catch {
      return undefined
    }
  }
  const current = of(whole.current)
  if (current === undefined) throw new SecretFault('missing', `the secret has no field '${field}'`)
  return { ...whole, current, previous: of(whole.previous), pending: of(whole.pending) }
}

function told(fault: unknown): string {
  if (!(fault instanceof SecretFault)) return `which cannot be read (${(fault as Error)?.name}).`
  if (fault.kind === 'missing') return `which is not there: ${fault.message}.`
  if (fault.kind === 'refused') return `which this program may not read: ${fault.message}.`
  return `and the store does not answer: ${fault.message}.`
}

class LiveSecret implements Secret {
  readonly setting: SecretSetting
  readonly place: SecretPlace
  readNow: () => Promise<void> = async () => {}
  readonly #graceMs: number
  readonly #now: () => number
  #current: string
  #next: { value: string; at: number } | undefined
  #accepted: readonly string[]
  #older: { value: string; until: number }[] = []
  /** What the store has, and what it is going to have. */
  #stored: string
  #pending: string | undefined
  /** Of a wrong shape, and told. */
  #refused: string | undefined
  /** Still in the store, or again, but the other side does not take it. */
  #spurned: string | undefined

  constructor(
    setting: SecretSetting,
    place: SecretPlace,
    versions: SecretVersions,
    options: { graceMs: number; now: () => number },
  ) {
    this.setting = setting
    this.place = place
    this.#graceMs = options.graceMs
    this.#now = options.now
    this.#current = versions.current
    this.#stored = versions.current
    const previous = this.#worthy(versions.previous)
    this.#accepted = this.#allOf(versions.current, previous)
    // One that was changed a moment ago is not known to the processes that run since longer.
    const at = (versions.since?.getTime() ?? 0) + this.#graceMs
    if (previous !== undefined && at > this.#now()) {
      this.#current = previous
      this.#next = { value: versions.current, at }
    }
    if (previous !== undefined) this.#older.push({ value: previous, until: at + dayMs })
  }

  get current(): string {
    if (this.#next && this.#now() >= this.#next.at) {
      this.#current = this.#next.value
      this.#next = undefined
    }
    return this.setting.isList ? (this.#current.split(',')[0] ?? '') : this.#current
  }

  get accepted(): readonly string[] {
    return this.#accepted
  }

  get lately(): readonly string[] {
    const now = this.#now()
    this.#older = this.#older.filter(({ until }) => until > now)
    return [...this.#older.map(({ value }) => value), this.#next?.value ?? this.#current]
  }

  take(versions: SecretVersions, isThorough: boolean): void {
    const value = versions.current
    this.#stored = value
    if (isThorough) this.#pending = versions.pending
    if (value === (this.#next?.value ?? this.#current) || value === this.#spurned) return
    const refusal = this.setting.refusal(value)
    if (refusal) {
      if (this.#refused !== value) log('warn', 'secrets.refused', { setting: this.setting.name, why: refusal })
      this.#refused = value
      return
    }
    this.#refused = undefined
    this.#spurned = undefined
    if (versions.isToken) {
      this.#current = value
      this.#accepted = [value]
      return
    }
    const before = this.#next?.value ?? this.#current
    const at = this.#now() + this.#graceMs
    this.#older.push({ value: before, until: at + dayMs })
    if (this.#graceMs > 0) this.#next = { value, at }
    else this.#current = value
    // The version before may be of another field, or not be kept at all: then it is known from here.
    this.#accepted = this.#allOf(value, before, this.#worthy(versions.previous))
    log('info', 'secrets.changed', { setting: this.setting.name })
  }

  async renew(value: string): Promise<boolean> {
    if (this.current !== value) return true
    await this.readNow()
    if (this.current !== value) return true
    // In the middle of a change the other side may know the new one already, and the store not yet.
    const other = [this.#stored, this.#pending].find(
      (one) => one !== undefined && one !== value && !this.setting.refusal(one),
    )
    if (other === undefined) return false
    this.#spurned = value
    this.#current = other
    return true
  }

  /** What stood in the store before may be a placeholder that everybody knows: it opens nothing. */
  #worthy(value: string | undefined): string | undefined {
    return value !== undefined && value.trim() !== '' && !this.setting.refusal(value) ? value : undefined
  }

  #allOf(...values: (string | undefined)[]): readonly string[] {
    const all = [this.#current, ...values].filter((value) => value !== undefined)
    return [...new Set(all.flatMap((value) => partsOf(value, this.setting)))]
  }
}
