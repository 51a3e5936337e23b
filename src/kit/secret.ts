/**
 * A secret that may change while the program runs. Whoever needs it asks each time and keeps it nowhere: what is made of it
 * is made of `current`, and what comes in is held against all of `accepted`.
 */
export interface Secret {
  readonly current: string
  /** The current one is among them. */
  readonly accepted: readonly string[]
  /** All that some process may make things of now or did so in the last day, the oldest first. */
  readonly lately: readonly string[]
  /** The other side refused `value`: reads anew. True: `current` is another one now, and worth one more try. */
  renew(value: string): Promise<boolean>
}

/** One that stays as it is until the next start. The first is current. */
export const fixedSecret = (...values: [string, ...string[]]): Secret => ({
  current: values[0],
  accepted: values,
  lately: [values[0]],
  renew: async () => false,
})

/** The same secret with others beside it that still open. */
export function withOlder(secret: Secret, older: Secret | undefined): Secret {
  if (!older) return secret
  return {
    get current() {
      return secret.current
    },
    get accepted() {
      return [...secret.accepted, ...older.accepted]
    },
    get lately() {
      return secret.lately
    },
    renew: (value) => secret.renew(value),
  }
}

/**
 * Where a setting says that its value is kept: `secretsmanager:shop/web#signing`, `ssm:/shop/signing`, `file:/run/secrets/signing`; or who makes
 * it: `rds-iam:shop@db.example:5432`.
 */
export type SecretPlace = { scheme: SecretScheme; name: string; field?: string }

const secretSchemes = ['secretsmanager', 'ssm', 'file', 'rds-iam'] as const
export type SecretScheme = (typeof secretSchemes)[number]

/** Null: the text is the value itself. */
export function secretPlaceOf(text: string): SecretPlace | null {
  const [, found = '', rest = ''] = /^([a-z-]+):(.+)$/s.exec(text) ?? []
  const scheme = secretSchemes.find((one) => one === found)
  if (!scheme) return null
  const at = rest.lastIndexOf('#')
  return at > 0 ? { scheme, name: rest.slice(0, at), field: rest.slice(at + 1) } : { scheme, name: rest }
}
