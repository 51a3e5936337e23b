/** One secret as its store has it now. The texts are whole: fields are taken out of them elsewhere. */
export type SecretVersions = {
  current: string
  /** Since when it is so, where the store knows. */
  since?: Date
  /** The one before, where the store keeps it. */
  previous?: string
  /** Made already and not yet in its place: a change is under way. */
  pending?: string
  /** Another one at each reading, good for a while by itself: that it is another one says nothing. */
  isToken?: boolean
}

/** Why a secret cannot be had; the message is for the operator and holds no secret. */
export class SecretFault extends Error {
  /** 'missing': there is none of that name. 'refused': the program may not read it. 'unreachable': the store does not answer. */
  readonly kind: 'missing' | 'refused' | 'unreachable'
  constructor(kind: SecretFault['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** Where secrets are kept. */
export interface SecretStore {
  /**
   * Throws `SecretFault` and nothing else, within fifteen seconds. `pending` is looked for only when `isThorough`: it is asked for when
   * the other side has refused what is current.
   */
  read(name: string, isThorough: boolean): Promise<SecretVersions>
}
