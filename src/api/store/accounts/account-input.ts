import { z } from 'zod'
import { emailField } from '../../../domain/customers/ask-account.ts'
import {
  maxPasswordLength,
  minPasswordLength,
  type PasswordProblem,
  PasswordQueueFull,
} from '../../../domain/customers/password.ts'
import { type FieldProblem, type Refusal, refuse } from '../problems.ts'

/** Pieces that the endpoints of accounts share. */

export const emailSchema = z.string().min(1).max(320)

/** Of any length that a password may be mistaken to have: what is wrong with a new one is told by the shop's own rules. */
export const passwordSchema = z.string().max(maxPasswordLength * 2)

export const newPasswordSchema = passwordSchema.describe(
  `${minPasswordLength} to ${maxPasswordLength} characters, none of the common ones.`,
)

export const linkSchema = z.string().min(1).max(200).describe('The secret at the end of the mailed link: token=….')

/** One form for one address, or what is wrong with it. */
export function readEmail(
  typed: string,
): { ok: true; email: string } | { ok: false; refusal: Refusal<'input-invalid'> } {
  const read = emailField.safeParse(typed)
  if (read.success) return { ok: true, email: read.data }
  return { ok: false, refusal: inBody('email', 'no-email', 'must be an e-mail address') }
}

const passwordWords: Record<PasswordProblem, string> = {
  'too-short': `must have at least ${minPasswordLength} characters`,
  'too-long': `must have at most ${maxPasswordLength} characters`,
  'too-common': 'is one of those that are tried first',
}

export const unfitPassword = (problem: PasswordProblem): Refusal<'input-invalid'> =>
  inBody('password', problem, passwordWords[problem])

export function inBody(field: string, code: string, message: string): Refusal<'input-invalid'> {
  const problem: FieldProblem = { field, in: 'body', code, message }
  return refuse('input-invalid', { fields: [problem] })
}

/** Passwords are checked a few at a time: who comes when the queue is full is asked to come again. */
export async function whenFree<T>(work: () => Promise<T>): Promise<T | Refusal<'busy'>> {
  try {
    return await work()
  } catch (fault) {
    if (fault instanceof PasswordQueueFull) return refuse('busy', { headers: { 'retry-after': '2' } })
    throw fault
  }
}
