export type Claim = {
  /** 32 bytes. */
  id: Buffer
  requestHash: Buffer
  /** Tells this attempt from all others. */
  lease: Buffer
  leasedUntil: Date
  expiresAt: Date
  now: Date
}

export type Claimed = { isMine: boolean; isSame: boolean; answer: Buffer | null; leasedUntil: Date }

/**
 * Where answers to changes of the API are kept (`kept-answers.ts`). Adapters: `adapters/answers/`. All of them pass
 * `answer-store.contract.ts`.
 */
export interface AnswerStore {
  /**
   * Takes the request on, or finds who did: of any number at once one gets it. It is free when nobody has it, when what was kept
   * has expired, or when the one who has it is over its lease without an answer and the request is the same. Undefined:
   * somebody took it on in this very moment.
   */
  claim(claim: Claim): Promise<Claimed | undefined>
  /** Nothing is written when somebody else has taken the request over. */
  keep(claim: Claim, answer: Buffer): Promise<void>
  /** Gives the request back, unless it has an answer or somebody else has taken it over. */
  drop(claim: Claim): Promise<void>
  /** Deletes what has expired and says how much; a store that does so by itself answers 0. */
  removeExpired(now: Date): Promise<number>
}
