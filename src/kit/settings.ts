import { resolve } from 'node:path'
import { secretPlaceOf } from './secret.ts'

/*
 * The kinds of settings: how the text of the environment becomes a value, and what is said when it cannot. Which settings there
 * are stands in src/config.ts.
 */

/** Stops the start; its message is one sentence for whoever starts the program, and holds no secret. */
export class WrongSetting extends Error {}

/** What a default may depend on. */
export type Start = { demo: boolean; cores: number; port: number }

/** Throws a `WrongSetting` that says what the value is and what is allowed. */
export type Kind<Value> = (name: string, text: string, start: Start) => Value

type Default = string | ((start: Start) => string)

type Words<Value> = {
  /** One sentence of what it is for, in Markdown, for docs/reference/settings.md. */
  what: string
  default?: Default
  /** In its place in a demo. */
  demo?: Default
  /** How the default is told where the text itself does not say it. */
  told?: string
  /** Said after 'NAME is not set.' */
  asks?: string
  /** A sentence against a value of the right kind, or undefined. */
  refuse?: (value: Value, start: Start) => string | undefined
  secret?: SecretUse
}

/** Of a setting whose value may be read from a store of secrets (src/domain/settings/live-secrets.ts). */
export type SecretUse = {
  /** Several values with commas between. */
  isList?: boolean
  /** What is signed with it, all processes must know before one signs with it. */
  isSigning?: boolean
}

export type Setting<As extends string, Value> = {
  /** Its name in the program. */
  readonly as: As
  readonly what: string
  readonly told: string
  readonly secret: SecretUse | undefined
  /** An empty text counts as none. */
  read(name: string, text: string | undefined, start: Start): Value
}

/** A setting that has a default, or must be set. */
export function setting<const As extends string, Value>(
  as: As,
  kind: Kind<Value>,
  words: Words<Value>,
): Setting<As, Value> {
  return {
    as,
    what: words.what,
    told: words.told ?? toldDefault(words),
    secret: words.secret,
    read(name, text, start) {
      const fallback = start.demo ? (words.demo ?? words.default) : words.default
      const given = text || (typeof fallback === 'function' ? fallback(start) : fallback)
      if (!given) throw new WrongSetting(`${name} is not set. ${words.asks ?? ''}`.trim())
      if (words.secret && secretPlaceOf(given)) throw new WrongSetting(`${name} names a place that was not read.`)
      const value = kind(name, given, start)
      const refusal = words.refuse?.(value, start)
      if (refusal) throw new WrongSetting(refusal)
      return value
    },
  }
}

/** A setting that may be left out. `unless`: where it may not be. */
export function optional<const As extends string, Value>(
  as: As,
  kind: Kind<Value>,
  words: Words<Value> & { unless?: (start: Start) => boolean },
): Setting<As, Value | undefined> {
  const set = setting(as, kind, words)
  return {
    ...set,
    read: (name, text, start) => (text || words.unless?.(start) ? set.read(name, text, start) : undefined),
  }
}

function toldDefault({ default: usual, demo }: Pick<Words<never>, 'default' | 'demo'>): string {
  const parts = [
    typeof usual === 'string' ? `\`${usual}\`` : '',
    typeof demo === 'string' ? `in a demo \`${demo}\`` : '',
  ]
  return parts.filter(Boolean).join(', ')
}

export const text: Kind<string> = (_, given) => given

export const flag: Kind<boolean> = (name, given) => {
  if (!/^[01]$/.test(given)) throw new WrongSetting(`${name} is '${given}'. Allowed are 1 and 0.`)
  return given === '1'
}

export const whole =
  (min: number, max: number): Kind<number> =>
  (name, given) => {
    const value = Number(given)
    if (!Number.isInteger(value) || value < min || value > max)
      throw new WrongSetting(`${name} is '${given}'. Allowed is a whole number from ${min} to ${max}.`)
    return value
  }

export const decimal =
  (min: number, max: number): Kind<number> =>
  (name, given) => {
    const value = Number(given)
    if (!(value >= min && value <= max))
      throw new WrongSetting(`${name} is '${given}'. Allowed is a number from ${min} to ${max}.`)
    return value
  }

export const choice =
  <const Choice extends string>(choices: readonly Choice[]): Kind<Choice> =>
  (name, given) => {
    const value = choices.find((one) => one === given)
    if (value === undefined) throw new WrongSetting(`${name} is '${given}'. Allowed are ${choices.join(', ')}.`)
    return value
  }

/** A URL whose scheme names the adapter: `url('postgres:', 'dynamodb:')`. */
export const url =
  (...schemes: string[]): Kind<URL> =>
  (name, given) => {
    if (!URL.canParse(given) || !schemes.includes(new URL(given).protocol))
      throw new WrongSetting(
        `${name} is '${withoutSecret(given)}'. Allowed is a URL that begins with ${schemes.join(' or ')}`,
      )
    return new URL(given)
  }

/** The same as text, for packages that parse it themselves. */
export const urlText =
  (...schemes: string[]): Kind<string> =>
  (...asked) =>
    url(...schemes)(...asked).href

/** `none`, or a URL. */
export const urlOrNone =
  (...schemes: string[]): Kind<URL | undefined> =>
  (name, given) => {
    if (given === 'none') return undefined
    if (!URL.canParse(given) || !schemes.includes(new URL(given).protocol))
      throw new WrongSetting(
        `${name} is '${withoutSecret(given)}'. Allowed are none and a URL that begins with ${schemes.join(' or ')}`,
      )
    return new URL(given)
  }

/**
 * A folder on this disk, or a URL of another scheme: `folder('file:', 's3:')`. `file:./var/media` is relative to the working
 * directory, which URL alone does not know; what comes out has the whole path.
 */
export const folder =
  (scheme: string, ...others: string[]): Kind<URL> =>
  (name, given) => {
    if (given.startsWith(scheme)) {
      const rest = given.slice(scheme.length)
      return new URL(`${scheme}//${rest.startsWith('//') ? new URL(given).pathname : resolve(rest)}`)
    }
    if (URL.canParse(given) && others.includes(new URL(given).protocol)) return new URL(given)
    const or = others.length > 0 ? ` or a URL that begins with ${others.join(' or ')}` : ''
    throw new WrongSetting(`${name} is '${withoutSecret(given)}'. Allowed is ${scheme}FOLDER${or}.`)
  }

/** Origins with commas between; http in demos only. */
export const origins: Kind<string[]> = (name, given, { demo }) =>
  given.split(',').flatMap((part) => {
    const value = part.trim()
    if (value === '') return []
    const isOrigin = URL.canParse(value) && new URL(value).origin === value && !value.includes('*')
    if (!isOrigin || !/^https?:/.test(value) || (value.startsWith('http:') && !demo))
      throw new WrongSetting(
        `${name} holds '${withoutSecret(value)}'. Allowed are origins with commas between, such as https://app.example, without a path; http in demos only.`,
      )
    return [value]
  })

/** A text that is never shown. `sentence` says what is wrong with one that does not fit. */
export const secretText =
  (shape: RegExp = /./, sentence = ''): Kind<string> =>
  (name, given) => {
    if (!shape.test(given)) throw new WrongSetting(`${name} ${sentence}`)
    return given
  }

/** Several with commas between. `sentence` says what is wrong with one that does not fit. */
export const secretTexts =
  (shape: RegExp = /./, sentence = ''): Kind<string[]> =>
  (name, given) => {
    const parts = given.split(',').flatMap((part) => part.trim() || [])
    if (parts.length === 0) throw new WrongSetting(`${name} is empty.`)
    if (!parts.every((part) => shape.test(part))) throw new WrongSetting(`${name} ${sentence}`)
    return parts
  }

// What is wrong is shown on screens and in logs, where passwords do not belong.
const withoutSecret = (value: string) => value.replace(/\/\/.*@/, '//…@')
