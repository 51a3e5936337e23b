import type { PasswordProblem } from '../../domain/customers/password.ts'
import { minPasswordLength } from '../../domain/customers/password.ts'
import type { Words } from '../../domain/settings/market.ts'

export const passwordHint: Words = {
  en: `At least ${minPasswordLength} characters. A few words in a row are easy to remember and hard to guess.`,
  de: `Mindestens ${minPasswordLength} Zeichen. Ein paar Wörter hintereinander sind leicht zu merken und schwer zu erraten.`,
}

export const passwordProblems: Record<PasswordProblem, Words> = {
  'too-short': {
    en: `The password needs at least ${minPasswordLength} characters.`,
    de: `Das Passwort braucht mindestens ${minPasswordLength} Zeichen.`,
  },
  'too-long': { en: 'The password is too long.', de: 'Das Passwort ist zu lang.' },
  'too-common': {
    en: 'This password is among the first that attackers try. Please choose another one.',
    de: 'Dieses Passwort probieren Angreifer als Erstes. Bitte wählen Sie ein anderes.',
  },
}

export const emailProblem: Words = {
  en: 'Enter an e-mail address such as name@example.com.',
  de: 'Geben Sie eine E-Mail-Adresse ein, etwa name@example.com.',
}

export const formProblem: Words = {
  en: 'Please look at the marked fields.',
  de: 'Bitte sehen Sie die markierten Felder an.',
}

export const wrongPassword: Words = { en: 'The password is not right.', de: 'Das Passwort stimmt nicht.' }

export const linkOver: Words = {
  en: 'This link has been used or is too old. Ask for a new one.',
  de: 'Dieser Link wurde schon benutzt oder ist zu alt. Fordern Sie einen neuen an.',
}

export const busy: Words = {
  en: 'Many people are signing in right now. Please try again in a moment.',
  de: 'Gerade melden sich sehr viele an. Bitte versuchen Sie es gleich noch einmal.',
}
