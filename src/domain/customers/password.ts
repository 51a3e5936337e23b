import { hash, verify } from '@node-rs/argon2'

// OWASP's figures for argon2id: 19 MiB, two passes, one lane. The hash carries them, so they may grow.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const costMark = `$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`

// Each hash takes 19 MiB and tens of milliseconds of a core: a flood must fill neither memory nor all cores.
const atOnce = 2
const waitingAtMost = 40

/** Too many sign-ins at once; nothing was checked. */
export class PasswordQueueFull extends Error {}

let running = 0
const waiting: (() => void)[] = []

async function inQueue<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= waitingAtMost) throw new PasswordQueueFull('Too many passwords are being checked.')
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else {
    running++
  }
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

export const hashPassword = (password: string): Promise<string> => inQueue(() => hash(prepared(password), cost))

// Nobody knows its password. Checked in place of an unknown account's, so that both take the same time.
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$dHJhZGV3aW5kLW5vYm9keQ$J0cMqk0oSPNUa2Yh2rxwBfc0S4xT1Yt2b3uX9v6kq1A'

/** Whether it is the password of this account; the same time is taken when there is no account. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const fits = await inQueue(() => verify(passwordHash ?? nobodysHash, prepared(password)))
  return fits && passwordHash !== undefined
}

/** True for hashes of an older, cheaper kind: they are made anew at the next sign-in. */
export const isOutdated = (passwordHash: string): boolean => !passwordHash.includes(costMark)

// The same password typed on different keyboards is the same text (NIST SP 800-63B, 5.1.1.2).
const prepared = (password: string) => password.normalize('NFKC')

export type PasswordProblem = 'too-short' | 'too-long' | 'too-common'

export const minPasswordLength = 8
export const maxPasswordLength = 256

/** Length and commonness only: rules of composition make passwords worse (NIST SP 800-63B). */
export function passwordProblem(password: string, email: string): PasswordProblem | undefined {
  if ([...password].length < minPasswordLength) return 'too-short'
  if (password.length > maxPasswordLength) return 'too-long'
  const text = password.toLowerCase()
  const plain = text.replace(/[^a-z]/g, '')
  const isRun =
    new Set(text).size <= 2 || '01234567890123456789'.includes(text) || 'abcdefghijklmnopqrstuvwxyz'.includes(text)
  if (isRun || common.has(text) || (common.has(plain) && plain.length >= text.length - 4)) return 'too-common'
  return text.includes(email.split('@')[0] ?? email) && text.length < email.length + 6 ? 'too-common' : undefined
}

// The stems of the passwords that lists of leaks begin with, in English and German; digits behind them do not help.
const common = new Set(
  `password passwort passw letmein welcome willkommen qwertz qwerty qwertyuiop qwertzuiop asdfghjkl yxcvbnm zxcvbnm iloveyou
  ichliebedich hallo hello hallohallo schatz sommer winter summer spring fruehling herbst autumn dragon monkey football fussball
  baseball superman batman master michael jennifer jordan hunter buster soccer harley ranger shadow sunshine princess prinzessin
  trustno computer internet samsung google admin administrator login geheim secret test testtest changeme default access
  starwars whatever freedom charlie donald pokemon cheese pepper killer hockey george andrea thomas daniel robert jessica ashley
  nicole chelsea liverpool arsenal bayern borussia schalke berlin hamburg muenchen deutschland germany america london blink
  lovely flower angel babygirl nothing mustang corvette ferrari mercedes porsche tradewind shop shopping`.split(/\s+/),
)
