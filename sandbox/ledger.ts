import { type FileHandle, mkdir, open, readFile, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Charge, Intent, KeptAnswer, LedgerRecord, Refund, Session, SessionPage, StripeEvent } from './objects.ts'

type Later = Extract<LedgerRecord, { kind: 'later' }>

/**
 * The provider's truth: a file of lines that only grows. A change counts, in memory too, when its lines are on the disk,
 * so that `kill -9` loses nothing that was answered. Lines that meet share one fsync.
 */
export class Ledger {
  readonly sessions = new Map<string, { session: Session; page: SessionPage }>()
  readonly intents = new Map<string, Intent>()
  readonly charges = new Map<string, Charge>()
  readonly refunds = new Map<string, Refund>()
  readonly events = new Map<string, StripeEvent>()
  readonly undelivered = new Set<string>()
  readonly answers = new Map<string, KeptAnswer>()
  readonly later = new Map<string, Later>()
  readonly #file: FileHandle
  #waiting: { text: string; done: () => void; failed: (fault: unknown) => void }[] = []
  #writing: Promise<void> | undefined

  constructor(file: FileHandle) {
    this.#file = file
  }

  /** Resolves when all of the records are on the disk: all or none of them survive a crash. */
  async write(records: readonly LedgerRecord[]): Promise<void> {
    await new Promise<void>((done, failed) => {
      this.#waiting.push({ text: `${JSON.stringify(records)}\n`, done, failed })
      this.#writing ??= this.#writeAll()
    })
    for (const record of records) this.take(record)
  }

  async #writeAll(): Promise<void> {
    // One turn of the event loop gathers what arrives together.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#file.appendFile(batch.map(({ text }) => text).join(''))
        await this.#file.datasync()
        for (const { done } of batch) done()
      } catch (fault) {
        for (const { failed } of batch) failed(fault)
      }
    }
    this.#writing = undefined
  }

  take(record: LedgerRecord): void {
    switch (record.kind) {
      case 'session':
        this.sessions.set(record.session.id, { session: record.session, page: record.page })
        break
      case 'intent':
        this.intents.set(record.intent.id, record.intent)
        break
      case 'charge':
        this.charges.set(record.charge.id, record.charge)
        break
      case 'refund':
        this.refunds.set(record.refund.id, record.refund)
        break
      case 'event':
        this.events.set(record.event.id, record.event)
        this.undelivered.add(record.event.id)
        break
      case 'delivered':
        this.undelivered.delete(record.eventId)
        break
      case 'answer':
        this.answers.set(record.answer.key, record.answer)
        break
      case 'later':
        this.later.set(record.intentId, record)
        break
      case 'later-done':
        this.later.delete(record.intentId)
        break
    }
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#file.close()
  }
}

/** Opens the file and reads what is there. A last line that a crash cut off was never answered: it goes. */
export async function openLedger(path: string): Promise<Ledger> {
  await mkdir(dirname(path), { recursive: true })
  const text = await readFile(path, 'utf8').catch((fault: { code?: string }) => {
    if (fault.code === 'ENOENT') return ''
    throw fault
  })
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole))
  const ledger = new Ledger(await open(path, 'a', 0o600))
  for (const line of whole.split('\n'))
    if (line) for (const record of JSON.parse(line) as LedgerRecord[]) ledger.take(record)
  return ledger
}
