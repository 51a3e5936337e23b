/**
 * What a wrapped key is for. It is bound to it: under another context it does not open. Ids and words of our own only, since a service
 * that holds keys writes contexts into its own log in clear.
 */
export type KeyContext = Readonly<Record<string, string>>

export type NewKey = {
  /** 32 random bytes, to be kept in memory only. */
  plain: Buffer
  /** The same key as it may be stored anywhere: only the ring opens it. */
  wrapped: Buffer
}

/**
 * Keeps the master keys, which never leave it. Adapters: `adapters/keys/`; all of them pass `key-ring.contract.ts`. It is asked at the
 * start of a process and when keys are rotated, never for a single page. Every fault is a `KeyRingFault`.
 */
export interface KeyRing {
  newKey(context: KeyContext): Promise<NewKey>
  /** The plain key of what `newKey` or `rewrap` has wrapped under the same context. */
  open(wrapped: Buffer, context: KeyContext): Promise<Buffer>
  /** The same key, wrapped by the newest master key. What was wrapped before opens as long as its own master key lives. */
  rewrap(wrapped: Buffer, context: KeyContext): Promise<Buffer>
  /** From now on a new master key wraps, where the ring makes its own; where an operator does, nothing happens. */
  renew(): Promise<void>
}

/**
 * 'unusable': the master key is disabled, destroyed or not there. 'other-context': it was wrapped for something else, or was changed.
 * 'refused': this program may not use the key. 'unreachable': nobody knows; it may be tried again.
 */
export type KeyRingProblem = 'unusable' | 'other-context' | 'refused' | 'unreachable'

export class KeyRingFault extends Error {
  readonly problem: KeyRingProblem
  constructor(problem: KeyRingProblem, words: string, cause?: unknown) {
    super(words, { cause })
    this.problem = problem
  }
}
